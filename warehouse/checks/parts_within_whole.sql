-- asset: kpi/indicator_year
-- severity: warning
-- vi: Một phần không vượt tổng thể của nó
-- en: What is a part of a whole does not exceed it
select p.indicator, p.year, p.actual, i.whole, w.actual as whole_actual
from kpi.indicator_year as p
inner join dim.indicators as i on p.indicator = i.code
inner join kpi.indicator_year as w on i.whole = w.indicator and p.year = w.year
where p.actual > w.actual
