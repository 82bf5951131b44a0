create table if not exists country.{table} as
select cast(null as varchar) as province, t.*
from province.kpi.{table} as t
where false
