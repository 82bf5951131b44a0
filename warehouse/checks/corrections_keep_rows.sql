select
    cast(left(c.period, 4) as integer) as year,
    concat_ws(', ', r.file_name, c.form, c.submitter, c.period) as about,
    c.rows_dropped as value,
    0 as against,
    c.receipt_no,
    c.corrects_no
from ops.corrections as c
inner join ops.receipts as r on c.receipt_no = r.receipt_no
where c.status in ('accepted', 'accepted_with_rejections') and c.rows_dropped > 0
