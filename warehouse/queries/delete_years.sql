delete from {table} where list_contains($years::integer[], year)
