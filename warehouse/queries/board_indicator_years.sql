-- Every indicator by year, in the base unit, with the returns that it rests on and the estimate of a year that runs.
select
    y.indicator, y.year, y.plan, y.actual, y.percent_of_plan, y.previous, y.growth, y.next_plan, y.stock,
    y.returns_expected, y.returns_received, y.returns_in_part, y.returns_missing, y.returns_provisional,
    y.through_period, y.maturity, e.value as estimate, e.method
from kpi.indicator_year as y
left join kpi.estimate_year as e on y.indicator = e.indicator and y.year = e.year
order by y.indicator, y.year
