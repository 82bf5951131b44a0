-- asset: kpi/indicator_year
-- severity: warning
-- vi: Năm đã hết nhưng còn thiếu báo cáo
-- en: The year is over and returns are missing
select y.indicator, y.year, y.returns_expected, y.returns_received
from kpi.indicator_year as y
where y.returns_received < y.returns_expected and y.year < year(current_date)
