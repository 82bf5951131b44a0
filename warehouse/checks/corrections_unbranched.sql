-- asset: ops/chain
-- severity: error
-- vi: Mỗi báo cáo chỉ được một bản khác thay thế trực tiếp
-- en: Corrections form a chain: no submission is corrected by two that both stand
select c.corrects_no, count(*) as corrections
from ops.corrections as c
where c.status <> 'withdrawn'
group by c.corrects_no
having count(*) > 1
