-- The last period of a year that has values of an indicator: a stock is what its returns say.
-- Grain: one row per (indicator, year)
-- What counts in the parts need not count in the whole; see kpi.part_values.
select
    o.indicator,
    o.year,
    max(o.period) filter (where o.counted) as whole_period,
    max(o.period) filter (
        where
        (o.counted and i.submitter is null)
        or o.district is not null
        or (o.breakdown is not null and i.part_dimension <> 'district')
    ) as parts_period
from kpi.observed as o
inner join dim.indicators as i on o.indicator = i.code
where o.measure = 'actual' and kpi.in_build(o.year)
group by o.indicator, o.year
