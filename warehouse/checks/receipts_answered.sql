-- asset: ops/answers
-- severity: warning
-- vi: Mỗi lần nhận có đúng một bản trả lời
-- en: Every receipt has exactly one answer
select coalesce(r.receipt_no, a.receipt_no) as receipt_no, r.file_name, count(a.receipt_no) as answers
from ops.receipts as r
full join ops.answers as a on r.receipt_no = a.receipt_no
group by all
having count(a.receipt_no) <> 1 or r.file_name is null
