delete from country.{table} where province = $province
