delete from {table} where year in (select unnest($years::integer[]))
