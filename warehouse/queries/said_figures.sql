-- Each figure of each indicator for some years, exact.
unpivot (
    select
        indicator,
        year,
        cast(plan as decimal(38, 12)) as plan,
        cast(actual as decimal(38, 12)) as actual,
        cast(percent_of_plan as decimal(38, 12)) as percent_of_plan,
        cast(growth as decimal(38, 12)) as growth,
        cast(next_plan as decimal(38, 12)) as next_plan,
        cast(stock as decimal(38, 12)) as stock
    from kpi.indicator_year
    where list_contains($years::integer[], year)
)
on plan, actual, percent_of_plan, growth, next_plan, stock
into name measure value value
