-- Every rejection and warning, with the decision that settled it and the last day on which that holds.
-- Grain: one row per finding of a file
with findings as (
    select 'rejection' as severity, * from ops.rejections
    union all by name
    select 'warning' as severity, * from ops.warnings
),

-- Of several decisions about one place, the one that holds longest.
settled as (
    select
        d.receipt_no,
        d.sheet,
        d.cell,
        arg_max(d.decision_no, coalesce(d.valid_until, date '9999-12-31')) as decision_no,
        max(coalesce(d.valid_until, date '9999-12-31')) as settled_until
    from ops.decisions as d
    where
        d.kind in ('settle', 'waive')
        and not exists (select 1 from ops.decisions as u where d.decision_no = u.undoes)
    group by d.receipt_no, d.sheet, d.cell
)

select
    s.receipt_no,
    f.submission_id,
    s.file_name,
    s.status,
    f.severity,
    f.sheet,
    f.cell,
    f.column_name,
    f.value,
    f.check_name,
    f.message_vi,
    f.message_en,
    f.own_words,
    f.row_code,
    coalesce(s.superseded_by is not null or s.status in ('no_change', 'withdrawn'), false) as closed,
    case when c.settled_until >= coalesce(w.settled_until, c.settled_until) then c.decision_no else w.decision_no end
        as decision_no,
    greatest(w.settled_until, c.settled_until) as settled_until
from findings as f
inner join ops.submissions as s on f.submission_id = s.submission_id and s.status <> 'duplicate'
left join settled as w on s.receipt_no = w.receipt_no and w.cell is null
left join settled as c
    on s.receipt_no = c.receipt_no and f.cell = c.cell and f.sheet is not distinct from c.sheet
