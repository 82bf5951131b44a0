select period, sum(value) as value
from fact_observation
where indicator = 'ftth_new' and measure = 'actual' and counted
group by period
order by period
