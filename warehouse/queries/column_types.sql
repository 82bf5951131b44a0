-- Every column of every relation, with its type.
select schema_name || '.' || table_name as relation, column_name, lower(data_type) as kind
from duckdb_columns()
where database_name = current_database() and not internal
