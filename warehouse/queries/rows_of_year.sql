select * from {table} where year = {year}
