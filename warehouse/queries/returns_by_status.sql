-- How the expected returns stand, by year and form, for the years that have begun.
select year, form, status, count(*) as returns
from owed_returns
where year_begun
group by year, form, status
order by year, form, status
