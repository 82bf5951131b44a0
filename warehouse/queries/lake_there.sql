-- Whether PostgreSQL holds the catalogue of a lake under this name.
select there from postgres_query('door', 'select to_regclass(''{schema}.ducklake_snapshot'') is not null as there')
