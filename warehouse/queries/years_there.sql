-- Those of some years of which a table holds rows.
select distinct year from {table} where year in (select unnest($years::integer[]))
