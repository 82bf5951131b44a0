-- asset: core/observations
-- severity: error
-- vi: Không giá trị nào được tính hai lần
-- en: No value is counted twice
select indicator, measure, submitter, period, district, breakdown, count(*) as times
from core.observations
group by indicator, measure, submitter, period, district, breakdown
having count(*) > 1
