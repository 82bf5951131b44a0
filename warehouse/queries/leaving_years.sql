-- The years that there are figures or values of.
select distinct year
from kpi.indicator_year
union
select distinct year
from kpi.observed
order by year
