select
    null::integer as year,
    r.file_name as about,
    count(a.receipt_no) as value,
    1 as against,
    coalesce(r.receipt_no, a.receipt_no) as receipt_no
from ops.receipts as r
full join ops.answers as a on r.receipt_no = a.receipt_no
group by all
having count(a.receipt_no) <> 1 or r.file_name is null
