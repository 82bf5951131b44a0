-- The oldest receipts that nobody has answered yet: they are answered in order, so the last answer says from where.
-- `earlier` is the receipt that one replaced when it came, or that a duplicate repeats.
with pending as (
    select *
    from ops.receipts
    where receipt_no > (select coalesce(max(receipt_no), 0) from ops.answers)
    order by receipt_no
    limit $most
),

earlier as (
    select p.receipt_no, e.receipt_no as earlier_no
    from pending as p
    inner join ops.receipts as e on p.submission_id = e.submission_id
    where p.outcome = 'duplicate' and e.outcome <> 'duplicate' and e.receipt_no < p.receipt_no
    union all
    select p.receipt_no, e.receipt_no as earlier_no
    from pending as p
    inner join ops.receipts as e on p.form = e.form and p.submitter = e.submitter and p.period = e.period
    where
        p.outcome in ('accepted', 'accepted_with_rejections', 'nil')
        and e.outcome in ('accepted', 'accepted_with_rejections', 'nil')
        and e.receipt_no < p.receipt_no
),

last_earlier as (
    select receipt_no, max(earlier_no) as earlier_no
    from earlier
    group by receipt_no
)

select
    p.receipt_no,
    p.submission_id,
    p.file_name,
    coalesce(p.form, if(p.outcome = 'duplicate', e.form, null)) as form,
    coalesce(p.submitter, if(p.outcome = 'duplicate', e.submitter, null)) as submitter,
    coalesce(p.period, if(p.outcome = 'duplicate', e.period, null)) as period,
    p.outcome,
    p.received_at,
    p.ingested_at,
    p.rows_read,
    p.rows_accepted,
    p.rows_rejected,
    p.rows_other,
    p.days_late,
    p.size_bytes,
    e.receipt_no as earlier_no,
    e.file_name as earlier_file,
    e.received_at as earlier_at,
    e.outcome as earlier_outcome
from pending as p
left join last_earlier as l on p.receipt_no = l.receipt_no
left join ops.receipts as e on l.earlier_no = e.receipt_no
order by p.receipt_no
