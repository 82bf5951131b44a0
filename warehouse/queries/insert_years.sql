-- The bounds are known before anything is read; a list alone is looked up row by row.
insert into {table} by name
select * from ({model}) as model
where
    year between list_min($years::integer[]) and list_max($years::integer[])
    and list_contains($years::integer[], year)
