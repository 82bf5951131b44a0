-- The ledger as it stands: every receipt, with what has become of it since.
-- Grain: one row per (receipt_no)
with accepted as (
    select
        receipt_no,
        lead(submission_id) over (partition by form, submitter, period order by receipt_no) as superseded_by
    from ops.receipts
    where outcome in ('accepted', 'accepted_with_rejections', 'nil')
)

select
    r.receipt_no,
    r.submission_id,
    r.file_name,
    coalesce(r.form, o.form) as form,
    coalesce(r.submitter, o.submitter) as submitter,
    coalesce(r.period, o.period) as period,
    case when a.superseded_by is not null then 'superseded' else r.outcome end as status,
    r.received_at,
    r.rows_read,
    r.rows_accepted,
    r.rows_rejected,
    r.rows_other,
    coalesce(r.days_late, o.days_late) as days_late,
    a.superseded_by,
    r.size_bytes,
    r.ingested_at,
    r.declarations
from ops.receipts as r
left join accepted as a on r.receipt_no = a.receipt_no
-- A duplicate is about what its original is about.
left join ops.receipts as o
    on r.outcome = 'duplicate' and o.outcome <> 'duplicate' and r.submission_id = o.submission_id
