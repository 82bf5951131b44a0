-- The country's own tables that there are: a night of an earlier release made fewer.
select table_name
from duckdb_tables()
where schema_name = 'country'
