-- Every figure of every indicator of a year, with its estimate where the year is running.
with figures as (
    unpivot (
        select
            indicator,
            year,
            maturity,
            cast(plan as decimal(28, 12)) as plan,
            actual,
            percent_of_plan,
            growth,
            cast(next_plan as decimal(28, 12)) as next_plan,
            cast(stock as decimal(28, 12)) as stock
        from kpi.indicator_year
        where year = $year
    )
    on plan, actual, percent_of_plan, growth, next_plan, stock
    into name measure value value
)

select
    indicator, year, measure, value, case when measure not in ('plan', 'next_plan') then maturity end as maturity,
    null as method
from figures
union all
select indicator, year, 'estimate' as measure, value, maturity, method
from kpi.estimate_year
where year = $year and value is not null
