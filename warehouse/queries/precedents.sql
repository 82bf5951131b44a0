-- For each new submission that counts or withdraws: what stood for the same return just before it.
with events as (
    select place, submission_id, file_name, form, submitter, period, outcome, reason, true as unpublished
    from new_rows
    where outcome in ('accepted', 'accepted_with_rejections', 'nil', 'withdrawal')
    union all
    select
        0 as place,
        c.submission_id,
        s.file_name,
        c.layout as form,
        c.submitter,
        c.period,
        s.outcome,
        null as reason,
        s.receipt_no > (select coalesce(max(through_no), 0) from ops.publications) as unpublished
    from core.returns as c
    inner join ops.receipts as s on c.submission_id = s.submission_id and s.outcome <> 'duplicate'
    where exists (
        select 1 from new_rows as n
        where c.layout = n.form and c.submitter = n.submitter and c.period = n.period
    )
)

select
    place,
    submission_id,
    form,
    outcome,
    reason,
    lag(submission_id) over chain as precedent,
    lag(file_name) over chain as precedent_file,
    lag(outcome) over chain as precedent_outcome,
    lag(unpublished) over chain as unpublished
from events
window chain as (partition by form, submitter, period order by place)
qualify place > 0
order by place
