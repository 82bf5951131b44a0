-- The receipts for the returns of some periods, as they stand; a duplicate says nothing of its own. A plan counts while
-- its decision is the newest (`in_force`), whatever came after it; one that came and does not count is `outranked`.
select
    s.receipt_no, s.submission_id, s.file_name, coalesce(f.layout_of, s.form) as form, s.submitter, s.period,
    s.status, s.received_at, n.receipt_no as superseded_no,
    coalesce(p.submission_id = s.submission_id, false) as in_force,
    coalesce(p.submission_id <> s.submission_id and s.status in ('accepted', 'accepted_with_rejections'), false)
        as outranked,
    b.decision_number, b.decision_date
from ops.submissions as s
left join dim.forms as f on s.form = f.code
left join ops.submissions as n on s.superseded_by = n.submission_id and n.status <> 'duplicate'
left join core.plans_in_force as p
    on coalesce(f.layout_of, s.form) = p.form and s.submitter = p.submitter and s.period = p.period
left join core.plan_bases as b on s.submission_id = b.submission_id
where
    s.status <> 'duplicate'
    and (list_contains($periods::varchar[], s.period) or list_contains($years::varchar[], left(s.period, 4)))
order by s.receipt_no
