-- The provinces' targets that the country's are made of. A province builds a year from its first return of it on: until
-- then the plan that it announced the year before stands, as it will there, once any province has begun the year.
create or replace table country.targets as
with given as (
    from country.standing_targets as t
    -- One in another unit is none of the country's.
    anti join country.differing as n on t.province = n.province and t.indicator = n.indicator
),

begun as (
    select distinct province, year from country.indicator_year
)

from given
union all
select g.* replace (g.year + 1 as year, 'plan' as measure)
from given as g
anti join begun as o on g.province = o.province and g.year + 1 = o.year
where g.measure = 'next_plan' and g.year + 1 in (select year from begun)
