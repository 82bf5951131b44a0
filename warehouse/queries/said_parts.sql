-- The observations on which each cell of the appendices of some years rests.
with observed as materialized (
    select o.*
    from core.observations as o
    where list_contains($years::integer[], o.year)
),

-- A percentage rests on results and target; a stock may be another indicator's result.
cells as (
    select
        c.appendix,
        c.row,
        c.column_name,
        c.breakdown,
        case when c.measure = 'stock' then coalesce(i.stock, c.indicator) else c.indicator end as indicator,
        case when c.measure in ('stock', 'percent_of_plan') then 'actual' else c.measure end as measure
    from dim.appendix_cells as c
    inner join dim.indicators as i on c.indicator = i.code
    union all
    select appendix, row, column_name, breakdown, indicator, 'plan' as measure
    from dim.appendix_cells
    where measure = 'percent_of_plan'
),

last_periods as (
    select indicator, year, max(period) as period
    from observed
    where measure = 'actual'
    group by indicator, year
)

select
    c.appendix, c.row, c.column_name, o.year,
    o.indicator, o.measure, o.form, o.submitter, o.period, o.district, o.breakdown, o.value
from cells as c
inner join observed as o
    on c.indicator = o.indicator and c.measure = o.measure and (c.breakdown is null or c.breakdown = o.breakdown)
inner join dim.indicators as i on o.indicator = i.code
left join last_periods as l on o.indicator = l.indicator and o.year = l.year
where o.measure <> 'actual' or i.aggregation = 'flow' or o.period = l.period
