-- What each year's growth is reckoned from, and the result of the year before.
select y.year, i.name_vi as about, y.previous as value, b.actual as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code
left join kpi.indicator_year as b on y.indicator = b.indicator and y.year = b.year + 1
