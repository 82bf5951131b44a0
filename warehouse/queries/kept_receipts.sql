-- Every receipt as it was kept, in order; `problem`: why there are no bytes to read.
select
    r.receipt_no,
    r.submission_id,
    r.file_name,
    r.received_at,
    r.size_bytes,
    r.outcome,
    r.ingested_at,
    p.problem
from kept.ops.receipts as r
left join kept.main.problems as p on r.submission_id = p.submission_id and r.outcome <> 'duplicate'
order by r.receipt_no
