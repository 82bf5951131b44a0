-- asset: kpi/indicator_year
-- severity: warning
-- vi: Kế hoạch của năm khác với kế hoạch mà năm trước đã dự kiến
-- en: The target of a year differs from the one announced the year before
select y.indicator, y.year, y.plan, b.next_plan as announced
from kpi.indicator_year as y
inner join kpi.indicator_year as b on y.indicator = b.indicator and y.year = b.year + 1
where y.plan <> b.next_plan
