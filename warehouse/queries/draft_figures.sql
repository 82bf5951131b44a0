-- Every published figure, one row each: what a draft is checked against.
select
    f.indicator,
    null as breakdown,
    f.measure,
    f.year,
    f.value,
    y.returns_received,
    y.returns_expected
from (
    unpivot (
        select
            indicator,
            year,
            cast(plan as decimal(38, 12)) as plan,
            cast(actual as decimal(38, 12)) as actual,
            cast(percent_of_plan as decimal(38, 12)) as percent_of_plan,
            cast(previous as decimal(38, 12)) as previous,
            cast(growth as decimal(38, 12)) as growth,
            cast(next_plan as decimal(38, 12)) as next_plan,
            cast(stock as decimal(38, 12)) as stock
        from kpi.indicator_year
    )
    on plan, actual, percent_of_plan, previous, growth, next_plan, stock
    into name measure value value
) as f
inner join kpi.indicator_year as y on f.indicator = y.indicator and f.year = y.year
union all
select
    indicator,
    code as breakdown,
    'actual' as measure,
    year,
    cast(actual as decimal(38, 12)) as value,
    null as returns_received,
    null as returns_expected
from kpi.indicator_part_year
where actual is not null and parts_missing = 0
order by all
