insert into {table} by name
select * from ({model}) as model where list_contains($years::integer[], year)
