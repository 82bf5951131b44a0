select y.year, i.name_vi as about, y.returns_received as value, y.returns_expected as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code
where y.returns_missing > 0 and y.year < year(current_date)
