-- Every table of the warehouse that lies below, with its kind.
select schema_name || '.' || table_name as relation, 'table' as kind
from duckdb_tables()
where database_name = 'warehouse'
order by relation
