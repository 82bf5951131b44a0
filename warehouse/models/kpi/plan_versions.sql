-- The versions of each target, with the decision that gives it; the newest decision counts, whole.
-- Grain: one row per (year, indicator, measure, submission_id)
with given as (
    from core.plan_versions
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
