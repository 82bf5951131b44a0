select
    null::integer as year,
    concat_ws(', ', s.file_name, s.outcome) as about,
    0 as value,
    s.rows_rejected as against,
    s.receipt_no,
    s.submission_id
from ops.receipts as s
where
    (s.outcome = 'rejected' or s.rows_rejected > 0)
    and not exists (select 1 from ops.rejections as r where r.submission_id = s.submission_id)
