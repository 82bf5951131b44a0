-- Each indicator's year: plan, result, percent of plan, growth, and how many of its returns were in.
-- Grain: one row per (indicator, year)
with actuals as (
    select indicator, year, period, sum(value) as value
    from core.observations
    where measure = 'actual'
    group by indicator, year, period
),

-- A stock is what the last period's returns say; an earlier value is never lent to a later period.
last_periods as (
    select indicator, year, max(period) as period
    from actuals
    group by indicator, year
),

results as (
    select a.indicator, a.year, sum(a.value) as value
    from actuals as a
    inner join dim.indicators as i on a.indicator = i.code
    inner join last_periods as l on a.indicator = l.indicator and a.year = l.year
    where i.aggregation = 'flow' or a.period = l.period
    group by a.indicator, a.year
),

plans as (
    select
        indicator,
        year,
        max(value) filter (where measure = 'plan') as plan,
        max(value) filter (where measure = 'next_plan') as next_plan
    from core.observations
    where measure in ('plan', 'next_plan')
    group by indicator, year
),

known as (
    select indicator, year from results
    union
    select indicator, year from plans
),

-- A stock rests on its last period, and lacks those after it.
calendar as (
    select i.code as indicator, e.year, e.period, e.receipt_no, e.status
    from dim.indicators as i
    inner join ops.expected_returns as e on i.form = e.form
    left join last_periods as l on i.code = l.indicator and e.year = l.year
    where i.aggregation = 'flow' or e.period >= l.period
),

returns as (
    select
        indicator,
        year,
        count(*) as expected,
        count(receipt_no) as received,
        count(*) filter (where status = 'accepted_in_part') as in_part,
        count(*) filter (where status = 'missing') as missing
    from calendar
    group by indicator, year
)

select
    k.indicator,
    k.year,
    p.plan,
    a.value as actual,
    kpi.percent_of(a.value, p.plan) as percent_of_plan,
    b.value as previous,
    kpi.percent_of(a.value - b.value, b.value) as growth,
    p.next_plan,
    coalesce(s.value, case when i.aggregation = 'stock' then a.value end) as stock,
    coalesce(r.expected, 0) as returns_expected,
    coalesce(r.received, 0) as returns_received,
    coalesce(r.in_part, 0) as returns_in_part,
    coalesce(r.missing, 0) as returns_missing,
    l.period as through_period
from known as k
inner join dim.indicators as i on k.indicator = i.code
left join results as a on k.indicator = a.indicator and k.year = a.year
left join results as b on k.indicator = b.indicator and k.year = b.year + 1
left join results as s on i.stock = s.indicator and k.year = s.year
left join plans as p on k.indicator = p.indicator and k.year = p.year
left join returns as r on k.indicator = r.indicator and k.year = r.year
left join last_periods as l on k.indicator = l.indicator and k.year = l.year
