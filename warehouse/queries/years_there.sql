-- Those of some years of which a table holds rows.
select distinct year from {table} where list_contains($years::integer[], year)
