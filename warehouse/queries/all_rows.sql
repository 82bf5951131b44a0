select * from {table} order by all
