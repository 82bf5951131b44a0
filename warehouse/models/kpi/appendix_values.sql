-- The value of every cell of every appendix, in the unit that its row is printed in.
-- Grain: one row per (appendix, row, column_name, year)
with figures as (
    unpivot (
        select indicator, null::varchar as breakdown, year, plan, actual, stock, next_plan
        from kpi.indicator_year
    )
    on plan, actual, stock, next_plan
    into name measure value value
),

ratios as (
    select indicator, year, 'percent_of_plan' as measure, percent_of_plan as value
    from kpi.indicator_year
),

breakdowns as (
    select indicator, breakdown, year, 'actual' as measure, actual as value
    from kpi.indicator_breakdown_year
),

years as (
    select distinct c.appendix, y.year
    from dim.appendix_cells as c
    inner join kpi.indicator_year as y on c.indicator = y.indicator
),

-- The returns that a figure rests on: those of its indicator, and for a stock beside a flow those of the stock.
-- Plans rest on none of them.
returns as (
    select
        m.measure,
        i.code as indicator,
        y.year,
        y.returns_expected,
        y.returns_received,
        y.returns_in_part,
        y.returns_missing,
        y.through_period
    from dim.indicators as i
    cross join (values ('actual'), ('percent_of_plan'), ('stock')) as m (measure)
    inner join kpi.indicator_year as y
        on y.indicator = case when m.measure = 'stock' then coalesce(i.stock, i.code) else i.code end
)

select
    c.appendix,
    c.row,
    c.column_name,
    y.year,
    c.label,
    c.unit,
    coalesce(
        cast(coalesce(f.value, b.value) * c.per_base as decimal(28, 12)),
        r.value
    ) as value,
    n.returns_expected,
    n.returns_received,
    n.returns_in_part,
    n.returns_missing,
    n.through_period
from dim.appendix_cells as c
inner join years as y on c.appendix = y.appendix
left join figures as f
    on c.indicator = f.indicator and y.year = f.year and c.measure = f.measure and c.breakdown is null
left join breakdowns as b
    on c.indicator = b.indicator and y.year = b.year and c.measure = b.measure and c.breakdown = b.breakdown
left join returns as n
    on c.indicator = n.indicator and y.year = n.year and c.measure = n.measure
left join ratios as r
    on c.indicator = r.indicator and y.year = r.year and c.measure = r.measure
