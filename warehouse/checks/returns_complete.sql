-- asset: kpi/indicator_year
-- severity: warning
-- vi: Năm đã hết nhưng còn báo cáo quá hạn chưa nhận
-- en: The year is over and returns are overdue
select y.indicator, y.year, y.returns_expected, y.returns_received, y.returns_missing
from kpi.indicator_year as y
where y.returns_missing > 0 and y.year < year(current_date)
