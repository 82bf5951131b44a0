-- The returns that count: the newest accepted submission of each form, submitter and period, in whatever layout.
-- Grain: one row per (form, submitter, period)
with estimates as (
    select distinct submission_id
    from ops.warnings
    where check_name = 'estimated'
)

select
    s.receipt_no,
    s.submission_id,
    coalesce(f.layout_of, s.form) as form,
    s.form as layout,
    s.submitter,
    s.period,
    cast(left(s.period, 4) as integer) as year,
    coalesce(s.received_at < e.cutoff + interval 1 day, false) or w.submission_id is not null as provisional
from ops.submissions as s
left join dim.forms as f on s.form = f.code
left join dim.expected_returns as e
    on coalesce(f.layout_of, s.form) = e.form and s.submitter = e.submitter and s.period = e.period
-- It says itself that its figures are estimates.
left join estimates as w on s.submission_id = w.submission_id
-- Of each form, submitter and period one stands at most: the others are superseded or withdrawn.
where s.status in ('accepted', 'accepted_with_rejections', 'nil')
