insert into country.{table} by name
select $province as province, t.*
from province.kpi.{table} as t
