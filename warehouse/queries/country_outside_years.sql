select province, list(year order by year) as years
from country.outside
group by province
order by province
