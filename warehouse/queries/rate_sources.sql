-- Who reported what a rate is per, such as the population of a density.
select distinct indicator, submitter
from kpi.rate_base
where year = $year
order by indicator, submitter
