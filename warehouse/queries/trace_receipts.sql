-- The receipts for the returns of some periods, as they stand; a duplicate says nothing of its own.
select
    s.receipt_no, s.submission_id, s.file_name, coalesce(f.layout_of, s.form) as form, s.submitter, s.period,
    s.status, s.received_at, n.receipt_no as superseded_no
from ops.submissions as s
left join dim.forms as f on s.form = f.code
left join ops.submissions as n on s.superseded_by = n.submission_id and n.status <> 'duplicate'
where
    s.status <> 'duplicate'
    and (list_contains($periods::varchar[], s.period) or list_contains($years::varchar[], left(s.period, 4)))
order by s.receipt_no
