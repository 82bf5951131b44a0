-- The versions of each target, with the decision that gives it; the newest decision counts, whole.
-- Grain: one row per (year, indicator, measure, submission_id)
with known as (
    select
        v.*,
        b.decision_number,
        b.decision_date,
        s.receipt_no,
        s.received_at,
        -- A file that names no decision is taken as decided on the day it came.
        coalesce(b.decision_date, cast(s.received_at as date)) as decided_on
    from core.plan_versions as v
    inner join ops.submissions as s on v.submission_id = s.submission_id and s.status <> 'duplicate'
    left join core.plan_bases as b on v.submission_id = b.submission_id
),

newest as (
    select submitter, year, arg_max(submission_id, (decided_on, receipt_no)) as submission_id
    from known
    group by submitter, year
)

select
    k.year,
    k.indicator,
    k.measure,
    case k.measure when 'next_plan' then k.year + 1 else k.year end as plan_year,
    k.value,
    k.decision_number,
    k.decision_date,
    k.submitter,
    k.submission_id,
    k.receipt_no,
    k.received_at,
    k.sheet,
    k.cell,
    n.submission_id is not null as counts
from known as k
left join newest as n on k.submission_id = n.submission_id
