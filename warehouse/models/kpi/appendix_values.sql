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

parts as (
    select indicator, dimension, code, year, 'actual' as measure, actual as value
    from kpi.indicator_part_year
),

shares as (
    select indicator, dimension, code, year, 'share' as measure, share as value
    from kpi.indicator_part_year
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
        cast(coalesce(f.value, p.value) * c.per_base as decimal(28, 12)),
        r.value,
        s.value
    ) as value
from dim.appendix_cells as c
inner join years as y on c.appendix = y.appendix
left join figures as f
    on c.indicator = f.indicator and y.year = f.year and c.measure = f.measure and c.breakdown is null
left join ratios as r
    on c.indicator = r.indicator and y.year = r.year and c.measure = r.measure and c.breakdown is null
left join parts as p
    on
        c.indicator = p.indicator and y.year = p.year and c.measure = p.measure
        and c.dimension = p.dimension and c.breakdown = p.code
left join shares as s
    on
        c.indicator = s.indicator and y.year = s.year and c.measure = s.measure
        and c.dimension = s.dimension and c.breakdown = s.code
