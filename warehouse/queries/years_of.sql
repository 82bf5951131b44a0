select distinct year from {table} order by year
