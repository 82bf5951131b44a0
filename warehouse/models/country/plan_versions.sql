-- The country's targets: the sum of the provinces', where each of them has one.
-- Grain: one row per (year, indicator, measure)
-- A sum of some would pass for the whole. No one file gives it: kpi.standing_targets has those that do.
select
    year,
    indicator,
    measure,
    case measure when 'next_plan' then year + 1 else year end as plan_year,
    sum(value) as value,
    cast(null as varchar) as decision_number,
    cast(null as date) as decision_date,
    '' as submitter,
    '' as submission_id,
    0 as receipt_no,
    max(received_at) as received_at,
    '' as sheet,
    '' as cell,
    true as counts
from country.standing_targets
group by year, indicator, measure
having count(distinct province) = (select count(distinct code) from dim.districts)
