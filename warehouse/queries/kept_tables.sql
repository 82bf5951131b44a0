select schema_name || '.' || table_name as relation
from duckdb_tables()
where database_name = 'kept'
order by relation
