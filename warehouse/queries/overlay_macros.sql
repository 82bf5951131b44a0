-- The macros of the warehouse that lies below.
select schema_name || '.' || function_name as name, parameters, macro_definition
from duckdb_functions()
where database_name = 'warehouse' and function_type = 'macro' and not internal
