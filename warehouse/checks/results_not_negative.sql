select y.year, i.name_vi as about, least(y.plan, y.actual, y.stock) as value, 0 as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code
where y.plan < 0 or y.actual < 0 or y.stock < 0
