-- The results of a year by breakdown code, such as the field of inspection; flows only.
-- Grain: one row per (indicator, breakdown, year)
select
    o.indicator,
    o.breakdown,
    o.year,
    sum(o.value) as actual
from core.observations as o
inner join dim.indicators as i on o.indicator = i.code
where o.measure = 'actual' and o.breakdown is not null and i.aggregation = 'flow'
group by o.indicator, o.breakdown, o.year
