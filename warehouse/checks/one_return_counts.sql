-- asset: core/returns
-- severity: error
-- vi: Mỗi biểu, đơn vị, kỳ chỉ có một báo cáo được tính
-- en: One submission counts for each form, submitter and period
select form, submitter, period, count(*) as submissions
from core.returns
group by form, submitter, period
having count(*) > 1
