-- What is declared as a part of a whole, such as 99 of 106 points, and its whole.
select p.year, concat_ws(' / ', i.name_vi, g.name_vi) as about, p.actual as value, w.actual as against
from kpi.indicator_year as p
inner join dim.indicators as i on p.indicator = i.code
inner join dim.indicators as g on i.whole = g.code
inner join kpi.indicator_year as w on i.whole = w.indicator and p.year = w.year
