select * from {table} order by all limit $rows
