-- A relation's columns in their order, with type and comment.
select column_name as name, data_type as kind, comment
from duckdb_columns()
where database_name = current_database() and schema_name || '.' || table_name = $relation
order by column_index
