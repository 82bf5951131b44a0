-- The provinces' targets that the country's are made of. A province builds a year from its first return of it on: until
-- then the plan that it announced the year before stands, as it will there, once any province has begun the year.
create or replace table country.targets as
with stated as (
    from country.standing_targets as t
    -- One in another unit is none of the country's.
    anti join country.differing as n on t.province = n.province and t.indicator = n.indicator
),

begun as (
    select distinct y.province, y.year
    from country.indicator_year as y
    semi join dim.districts as d on y.province = d.code and dim.in_year(d.valid_from, d.valid_to, y.year)
),

given as (
    from stated
    union all
    select s.* replace (s.year + 1 as year, 'plan' as measure)
    from stated as s
    anti join begun as o on s.province = o.province and s.year + 1 = o.year
    where s.measure = 'next_plan' and s.year + 1 in (select year from begun)
)

-- Of a year which is none of the province's, nothing is added up: neither stated nor announced.
from given as g
semi join dim.districts as d on g.province = d.code and dim.in_year(d.valid_from, d.valid_to, g.year)
