-- The relations of the attached publication.
select schema_name, table_name as name
from duckdb_tables()
where database_name = 'published'
union all
select schema_name, view_name as name
from duckdb_views()
where database_name = 'published' and not internal
order by schema_name, name
