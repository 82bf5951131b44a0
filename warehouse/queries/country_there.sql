-- Whether the country's own tables are there: a night of this release made them.
select 1
from duckdb_tables()
where schema_name = 'country' and table_name = 'differing'
