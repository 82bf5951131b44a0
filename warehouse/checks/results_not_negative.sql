-- asset: kpi/indicator_year
-- severity: error
-- vi: Kết quả và kế hoạch không âm
-- en: Results and targets are not negative
select indicator, year, plan, actual, stock
from kpi.indicator_year
where plan < 0 or actual < 0 or stock < 0
