-- What the years that are running are estimated at, one row each: the flows that an appendix prints estimates of.
unpivot (
    select e.indicator, e.year, e.value as actual, e.percent_of_plan, e.growth
    from kpi.estimate_year as e
    inner join dim.indicators as i on e.indicator = i.code and i.aggregation = 'flow'
    where e.value is not null
)
on actual, percent_of_plan, growth
into name measure value value
order by all
