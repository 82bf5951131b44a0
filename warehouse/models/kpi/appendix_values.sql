-- The value of every cell of every appendix, in the unit that its row is printed in.
-- Grain: one row per (appendix, row, column_name, year)
with figures as (
    unpivot (
        select indicator, null::varchar as breakdown, year, plan, actual, previous, stock, next_plan
        from kpi.indicator_year
    )
    on plan, actual, previous, stock, next_plan
    into name measure value value
),

ratios as (
    select indicator, year, 'percent_of_plan' as measure, percent_of_plan as value
    from kpi.indicator_year
    union all
    select indicator, year, 'growth' as measure, growth as value
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
    ) as value
from dim.appendix_cells as c
inner join years as y on c.appendix = y.appendix
left join figures as f
    on c.indicator = f.indicator and y.year = f.year and c.measure = f.measure and c.breakdown is null
left join breakdowns as b
    on c.indicator = b.indicator and y.year = b.year and c.measure = b.measure and c.breakdown = b.breakdown
left join ratios as r
    on c.indicator = r.indicator and y.year = r.year and c.measure = r.measure
