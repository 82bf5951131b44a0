-- The province's figure of every indicator that is reported by district, and the sum of the districts.
with reported as (
    select o.indicator, o.year, o.period, o.district, sum(o.value) as value
    from core.observations as o
    where o.measure = 'actual'
    group by o.indicator, o.year, o.period, o.district
),

-- A stock is what the last period's returns say.
counting as (
    select r.indicator, r.year, r.district, r.value
    from reported as r
    inner join dim.indicators as i on r.indicator = i.code
    where
        i.aggregation = 'flow'
        or r.period = (select max(l.period) from reported as l where l.indicator = r.indicator and l.year = r.year)
)

select
    y.year,
    i.name_vi as about,
    sum(c.value) filter (where c.district is not null) as value,
    any_value(y.actual) as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code
inner join counting as c on y.indicator = c.indicator and y.year = c.year
group by y.indicator, y.year, i.name_vi
having count(c.district) > 0
