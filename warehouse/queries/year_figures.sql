-- Each figure of each indicator for a year, exact and in the base unit, whole and by what it is kept by, with the
-- returns that it rests on where these are not all in. Plans and the year before rest on none of the year's.
with wholes as (
    unpivot (
        select
            indicator,
            null::varchar as dimension,
            null::varchar as code,
            cast(plan as decimal(38, 12)) as plan,
            cast(actual as decimal(38, 12)) as actual,
            cast(percent_of_plan as decimal(38, 12)) as percent_of_plan,
            cast(previous as decimal(38, 12)) as previous,
            cast(growth as decimal(38, 12)) as growth,
            cast(next_plan as decimal(38, 12)) as next_plan,
            cast(stock as decimal(38, 12)) as stock
        from kpi.indicator_year
        where year = $year
    )
    on plan, actual, percent_of_plan, previous, growth, next_plan, stock
    into name measure value value
),

parts as (
    unpivot (
        select
            indicator,
            dimension,
            code,
            cast(actual as decimal(38, 12)) as actual,
            cast(share as decimal(38, 12)) as share
        from kpi.indicator_part_year
        where year = $year
    )
    on actual, share
    into name measure value value
),

figures as (
    from wholes
    union all
    from parts
)

select
    f.*,
    y.returns_expected,
    y.returns_received,
    y.returns_in_part,
    y.returns_missing,
    y.through_period,
    coalesce(y.returns_received < y.returns_expected or y.returns_in_part > 0, false) as incomplete
from figures as f
inner join dim.indicators as i on f.indicator = i.code
left join kpi.indicator_year as y
    on
        y.year = $year
        and y.indicator = case when f.measure = 'stock' then coalesce(i.stock, i.code) else i.code end
        and f.measure not in ('plan', 'previous', 'next_plan')
