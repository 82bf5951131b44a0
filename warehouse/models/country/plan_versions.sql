-- The country's targets: the sum of the provinces', where each that there is in the year has one.
-- Grain: one row per (year, indicator, measure)
-- A sum of some would pass for the whole. No one file gives it: kpi.standing_targets has those that do.
select
    t.year,
    t.indicator,
    t.measure,
    case t.measure when 'next_plan' then t.year + 1 else t.year end as plan_year,
    sum(t.value) as value,
    cast(null as varchar) as decision_number,
    cast(null as date) as decision_date,
    '' as submitter,
    '' as submission_id,
    0 as receipt_no,
    max(t.received_at) as received_at,
    '' as sheet,
    '' as cell,
    true as counts
from country.targets as t
group by t.year, t.indicator, t.measure
having count(distinct t.province) = (
    select count(*)
    from dim.districts as p
    where dim.in_year(p.valid_from, p.valid_to, t.year)
)
