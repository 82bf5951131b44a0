-- asset: ops/decisions
-- severity: error
-- vi: Mỗi quyết định có số riêng, người, lý do, số nhận có thật; mỗi quyết định chỉ bị hủy một lần
-- en: Every decision has its own number, person, reason and a receipt it is about, and is undone once at most
select d.decision_no, d.decided_by, d.kind, d.receipt_no, d.undoes
from ops.decisions as d
where
    trim(d.decided_by) = '' or trim(d.reason) = ''
    or (select count(*) from ops.decisions as o where o.decision_no = d.decision_no) > 1
    or (select count(*) from ops.decisions as o where o.undoes = d.decision_no) > 1
    or not exists (select 1 from ops.receipts as r where r.receipt_no = d.receipt_no)
