-- Every table of the warehouse that lies below.
select schema_name || '.' || table_name as relation
from duckdb_tables()
where database_name = 'warehouse'
order by relation
