-- The target of each year, and the one announced for it the year before.
select y.year, i.name_vi as about, y.plan as value, b.next_plan as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code
inner join kpi.indicator_year as b on y.indicator = b.indicator and y.year = b.year + 1
where y.plan is not null and b.next_plan is not null
