-- Whether the warehouse lies in DuckLake, which keeps no comments on the columns of views.
select 1 from duckdb_databases() where database_name = current_database() and type = 'ducklake'
