select year, count(*) from {table} where year in (select unnest($years::integer[])) group by year
