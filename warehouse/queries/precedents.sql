-- For each new submission that counts or withdraws: what stood for the same return just before it.
with events as (
    select
        n.place,
        n.submission_id,
        n.file_name,
        coalesce(f.layout_of, n.form) as form,
        n.form as layout,
        n.submitter,
        n.period,
        n.outcome,
        n.reason,
        true as unpublished
    from new_rows as n
    left join dim.forms as f on n.form = f.code
    where n.outcome in ('accepted', 'accepted_with_rejections', 'nil', 'withdrawal')
    union all
    select
        0 as place,
        c.submission_id,
        s.file_name,
        c.form,
        c.layout,
        c.submitter,
        c.period,
        s.outcome,
        null as reason,
        s.receipt_no > (select coalesce(max(through_no), 0) from ops.publications) as unpublished
    from core.returns as c
    inner join ops.receipts as s on c.submission_id = s.submission_id and s.outcome <> 'duplicate'
    where exists (
        select 1 from new_rows as n
        inner join dim.forms as f on n.form = f.code
        where c.form = coalesce(f.layout_of, n.form) and c.submitter = n.submitter and c.period = n.period
    )
)

select
    place,
    submission_id,
    layout as form,
    outcome,
    reason,
    lag(submission_id) over chain as precedent,
    lag(layout) over chain as precedent_form,
    lag(file_name) over chain as precedent_file,
    lag(outcome) over chain as precedent_outcome,
    lag(unpublished) over chain as unpublished
from events
window chain as (partition by form, submitter, period order by place)
qualify place > 0
order by place
