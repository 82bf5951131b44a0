select
    cast(left(c.period, 4) as integer) as year,
    concat_ws(', ', format('số nhận {:06d}', c.receipt_no), f.name_vi, s.vi, c.period) as about,
    c.rows_dropped as value,
    0 as against,
    c.receipt_no,
    c.corrects_no
from ops.corrections as c
inner join dim.forms as f on c.form = f.code
inner join dim.submitters as s on c.submitter = s.code
where c.status in ('accepted', 'accepted_with_rejections') and c.rows_dropped > 0
