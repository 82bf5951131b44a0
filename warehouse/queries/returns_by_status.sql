-- How the expected returns stand, by year and form, for the years that have any returns at all.
select year, form, status, count(*) as returns
from ops.expected_returns
where year in (select year from core.returns)
group by year, form, status
order by year, form, status
