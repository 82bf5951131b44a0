-- The percent of plan of each row of the appendices as it is printed, and as result and plan give it; of a running year
-- as the estimate that is printed and the plan give it.
select
    v.year,
    i.name_vi as about,
    kpi.printed(v.value, c.decimals) as value,
    kpi.printed(kpi.percent_of(if(v.method is null, y.actual, e.value), y.plan), c.decimals) as against
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name and c.measure = 'percent_of_plan'
inner join dim.indicators as i on c.indicator = i.code
left join kpi.indicator_year as y on c.indicator = y.indicator and v.year = y.year
left join kpi.estimate_year as e on c.indicator = e.indicator and v.year = e.year
