-- The versions of each target, with the decision that gives it; the newest decision counts, whole.
-- Grain: one row per (year, indicator, measure, submission_id)
with given as (
    select
        v.*,
        b.decision_number,
        b.decision_date,
        s.receipt_no,
        s.received_at,
        n.submission_id is not null as counts
    from core.plan_versions as v
    inner join ops.submissions as s on v.submission_id = s.submission_id and s.status <> 'duplicate'
    left join core.plan_bases as b on v.submission_id = b.submission_id
    left join core.plans_in_force as n
        on v.submission_id = n.submission_id and v.submitter = n.submitter and v.year = n.year
),

planned as (
    select distinct submitter, year
    from given
    where measure = 'plan' and counts
),

-- Until a year has targets of its own, those that were announced for it the year before stand.
announced as (
    select g.* exclude (year, measure), g.year + 1 as year, 'plan' as measure
    from given as g
    left join planned as p on g.submitter = p.submitter and g.year + 1 = p.year
    where g.measure = 'next_plan' and g.counts and p.year is null
),

versions as (
    from given
    union all by name
    from announced
)

select
    year,
    indicator,
    measure,
    case measure when 'next_plan' then year + 1 else year end as plan_year,
    value,
    decision_number,
    decision_date,
    submitter,
    submission_id,
    receipt_no,
    received_at,
    sheet,
    cell,
    counts
from versions
