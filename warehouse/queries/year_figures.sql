-- Each figure of each indicator for a year, exact and in the base unit, whole and by what it is kept by, with the
-- returns that it rests on where it is not final, and the estimate of the year beside it while the year is running.
-- Plans and the year before rest on none of the year's returns; a part rests on its own.
with figures as (
    select indicator, dimension, code, measure, value
    from kpi.figures
    where year = $year
),

estimates as (
    unpivot (
        select
            e.indicator,
            e.method,
            e.value as actual,
            e.percent_of_plan,
            e.growth
        from kpi.estimate_year as e
        inner join dim.indicators as i on e.indicator = i.code and i.aggregation = 'flow'
        where e.year = $year and e.value is not null
    )
    on actual, percent_of_plan, growth
    into name measure value estimate
),

facts as (
    select
        f.dimension,
        f.code,
        f.value,
        e.estimate,
        e.method,
        coalesce(f.indicator, e.indicator) as indicator,
        coalesce(f.measure, e.measure) as measure
    from figures as f
    full join estimates as e on f.indicator = e.indicator and f.measure = e.measure and f.dimension is null
)

select
    f.indicator,
    f.dimension,
    f.code,
    f.measure,
    f.value,
    f.estimate,
    f.method,
    coalesce(p.returns_expected, y.returns_expected) as returns_expected,
    coalesce(p.returns_received, y.returns_received) as returns_received,
    coalesce(p.returns_in_part, y.returns_in_part) as returns_in_part,
    coalesce(p.returns_missing, y.returns_missing) as returns_missing,
    coalesce(p.returns_provisional, y.returns_provisional) as returns_provisional,
    if(p.maturity is not null, p.left_out, y.left_out) as left_out,
    if(p.maturity is not null, p.through_period, y.through_period) as through_period,
    coalesce(p.maturity, y.maturity, 'final') as maturity
from facts as f
inner join dim.indicators as i on f.indicator = i.code
left join kpi.indicator_year as y
    on
        y.year = $year
        and y.indicator = case when f.measure = 'stock' then coalesce(i.stock, i.code) else i.code end
        and f.measure not in ('plan', 'previous', 'next_plan')
left join kpi.indicator_part_year as p
    on
        p.year = $year and f.indicator = p.indicator and f.dimension = p.dimension and f.code = p.code
        and f.measure = 'actual'
