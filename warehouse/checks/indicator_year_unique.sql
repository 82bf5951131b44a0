-- asset: kpi/indicator_year
-- severity: error
-- vi: Mỗi chỉ tiêu mỗi năm một dòng
-- en: One row per indicator and year
select indicator, year, count(*) as times
from kpi.indicator_year
group by indicator, year
having count(*) > 1
