select year, indicator as about, count(*) as value, 1 as against
from kpi.indicator_year
group by indicator, year
having count(*) > 1
