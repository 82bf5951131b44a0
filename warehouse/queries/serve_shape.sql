-- What the publication has and the door does not show as it is, or the other way round.
select count(*)
from (
    select schema_name, table_name, column_name, column_index, data_type
    from duckdb_columns()
    where database_name in ('published', 'solieu') and not internal
    group by schema_name, table_name, column_name, column_index, data_type
    having count(*) <> 2
) as differing
