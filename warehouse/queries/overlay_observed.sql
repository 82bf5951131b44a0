create view kpi.observed as
from {here}
union all by name
from warehouse.kpi.observed
where list_contains(getvariable('held_years')::integer[], year)
