delete from country.{table} where province = $province and year in (select unnest($years::integer[]))
