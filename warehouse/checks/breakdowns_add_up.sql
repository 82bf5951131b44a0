-- A year's figure of an indicator that is broken down by a code, and the sum of its parts.
select y.year, i.name_vi as about, sum(b.actual) as value, any_value(y.actual) as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code and i.breakdown is not null and i.aggregation = 'flow'
inner join kpi.indicator_breakdown_year as b on y.indicator = b.indicator and y.year = b.year
group by y.indicator, y.year, i.name_vi
