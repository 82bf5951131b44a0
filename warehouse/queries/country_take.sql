insert into country.{table} by name
select cast($province as varchar) as province, t.*
from province.kpi.{table} as t
where
    t.year between list_min($years::integer[]) and list_max($years::integer[])
    and list_contains($years::integer[], t.year)
