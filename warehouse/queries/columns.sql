-- The columns of relations in their order, with type and comment.
select column_name as name, data_type as kind, comment, schema_name || '.' || table_name as relation
from duckdb_columns()
where
    database_name = current_database()
    and schema_name || '.' || table_name in (select unnest($relations::varchar[]))
order by relation, column_index
