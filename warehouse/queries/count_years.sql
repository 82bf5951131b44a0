select year, count(*) from {table} where list_contains($years::integer[], year) group by year
