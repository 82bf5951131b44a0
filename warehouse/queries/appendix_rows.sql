select * from {table} where year = $year order by row
