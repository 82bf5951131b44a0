-- Every figure of every indicator, one below the other: of the whole (no dimension), and of each part of it.
-- Grain: one row per (indicator, dimension, code, year, measure)
with listed as (
    unpivot (
        select
            indicator,
            cast(null as varchar) as dimension,
            cast(null as varchar) as code,
            year,
            parts_missing,
            cast(plan as decimal(38, 12)) as plan,
            cast(actual as decimal(38, 12)) as actual,
            cast(percent_of_plan as decimal(38, 12)) as percent_of_plan,
            cast(previous as decimal(38, 12)) as previous,
            cast(growth as decimal(38, 12)) as growth,
            cast(next_plan as decimal(38, 12)) as next_plan,
            cast(stock as decimal(38, 12)) as stock
        from kpi.indicator_year
        union all by name
        select
            indicator,
            dimension,
            code,
            year,
            parts_missing,
            cast(actual as decimal(38, 12)) as actual,
            cast(share as decimal(38, 12)) as share
        from kpi.indicator_part_year
    )
    on plan, actual, percent_of_plan, previous, growth, next_plan, stock, share
    into name measure value value
)

select indicator, dimension, code, year, measure, value, parts_missing
from listed
