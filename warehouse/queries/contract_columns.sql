-- The columns of the contract's views as they are, with their types.
select table_name as view_name, column_name, lower(data_type) as kind
from duckdb_columns()
where database_name = current_database() and schema_name = 'main' and not internal
order by table_name, column_index
