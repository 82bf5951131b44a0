-- The returns that count: the newest accepted submission of each form, submitter and period.
-- Grain: one row per (form, submitter, period)
select
    submission_id,
    form,
    submitter,
    period,
    cast(left(period, 4) as integer) as year
from ops.submissions
where status in ('accepted', 'accepted_with_rejections', 'nil')
