-- Each indicator's year: plan, result, percent of plan, growth, how many of its returns were in, and of its terms.
-- Grain: one row per (indicator, year)
with observed as materialized (
    select o.indicator, o.year, o.period, o.submission_id, o.value, o.counted
    from kpi.observed as o
    where o.measure = 'actual'
),

standing as materialized (
    select form, submitter, period, year, receipt_no, status, provisional
    from ops.expected_returns
),

-- What was accepted in part lacks something of the indicators of its lost rows, and of no others.
lacking as materialized (
    select indicator, form, submitter, period
    from core.lacking
),

actuals as materialized (
    select indicator, year, period, sum(value) as value
    from observed
    where counted
    group by indicator, year, period
),

-- A stock is what the last period's returns say; an earlier value is never lent to a later period.
last_periods as (
    select indicator, year, max(period) as period
    from actuals
    group by indicator, year
),

reported as (
    select a.indicator, a.year, sum(a.value) as value
    from actuals as a
    inner join dim.indicators as i on a.indicator = i.code
    inner join last_periods as l on a.indicator = l.indicator and a.year = l.year
    where i.aggregation = 'flow' or a.period = l.period
    group by a.indicator, a.year
),

formula_years as (
    select distinct t.indicator, r.year
    from dim.formula_terms as t
    inner join reported as r on t.term = r.indicator
),

-- A formula's terms by year, in the years of which at least one of them is known.
worked as (
    select
        t.indicator,
        y.year,
        sum(r.value * t.sign) filter (where t.side = 'of') as above,
        sum(r.value * t.sign) filter (where t.side = 'to') as below,
        count(*) as parts,
        count(*) - count(r.value) as parts_missing
    from dim.formula_terms as t
    inner join formula_years as y on t.indicator = y.indicator
    left join reported as r on t.term = r.indicator and y.year = r.year
    group by t.indicator, y.year
),

-- A formula with a term missing has no value: a sum of what is there would pass for the whole.
results as (
    select indicator, year, cast(value as decimal(28, 12)) as value, 0 as parts, 0 as parts_missing
    from reported
    union all
    select
        w.indicator,
        w.year,
        case
            when w.parts_missing > 0 then null
            when i.formula = 'ratio'
                then cast(kpi.percent_of(w.above * u.rate_times, w.below * 100) as decimal(28, 12))
            else cast(w.above as decimal(28, 12))
        end as value,
        w.parts,
        w.parts_missing
    from worked as w
    inner join dim.indicators as i on w.indicator = i.code
    inner join dim.units as u on i.unit = u.code
),

targets as (
    select
        indicator,
        year,
        max(value) filter (where measure = 'plan') as plan,
        max(value) filter (where measure = 'next_plan') as next_plan
    from kpi.plan_versions
    where counts
    group by indicator, year
),

planned_terms as (
    select t.indicator, t.term, t.sign, count(*) over (partition by t.indicator) as terms
    from dim.formula_terms as t
    inner join dim.indicators as i on t.indicator = i.code
    where i.formula <> 'ratio'
),

plans as (
    select indicator, year, plan, next_plan
    from targets
    union all
    select
        t.indicator,
        p.year,
        case when count(p.plan) = t.terms then sum(p.plan * t.sign) end as plan,
        case when count(p.next_plan) = t.terms then sum(p.next_plan * t.sign) end as next_plan
    from planned_terms as t
    inner join targets as p on t.term = p.indicator
    group by t.indicator, p.year, t.terms
),

known as (
    select indicator, year from results
    union
    select indicator, year from plans
),

-- A stock rests on its last period, and lacks those after it.
calendar as (
    select
        i.code as indicator,
        e.year,
        e.period,
        e.receipt_no,
        e.status,
        e.provisional,
        k.indicator is not null as in_part
    from dim.indicators as i
    inner join standing as e on i.form = e.form and coalesce(i.submitter, e.submitter) = e.submitter
    left join lacking as k
        on i.code = k.indicator and e.form = k.form and e.submitter = k.submitter and e.period = k.period
    left join last_periods as l on i.code = l.indicator and e.year = l.year
    where i.aggregation = 'flow' or e.period >= l.period
),

returns as (
    select
        indicator,
        year,
        count(*) as expected,
        count(receipt_no) as received,
        count(*) filter (where status = 'accepted_in_part' and in_part) as in_part,
        count(*) filter (where provisional) as provisional,
        count(*) filter (where status = 'missing') as missing
    from calendar
    group by indicator, year
),

-- A year of which no return was due, such as one before its form, rests on the later returns that speak of it.
duties as (
    select indicator, year, expected, received, in_part, provisional, missing
    from returns
    union all
    select
        o.indicator,
        o.year,
        count(distinct o.submission_id) as expected,
        count(distinct o.submission_id) as received,
        0 as in_part,
        0 as provisional,
        0 as missing
    from observed as o
    inner join core.returns as r on o.submission_id = r.submission_id
    left join returns as d on o.indicator = d.indicator and o.year = d.year
    where o.year < r.year and d.indicator is null
    group by o.indicator, o.year
),

-- The returns that a formula rests on: those of each form among its terms, once.
formula_forms as (
    select
        t.indicator,
        r.year,
        i.form,
        max(r.expected) as expected,
        -- Of a flow and a stock that one return gives, the flow rests on more periods.
        max(r.expected) - max(r.expected - r.received) as received,
        max(r.in_part) as in_part,
        max(r.provisional) as provisional,
        max(r.missing) as missing,
        min(l.period) as period
    from dim.formula_terms as t
    inner join dim.indicators as i on t.term = i.code
    inner join duties as r on t.term = r.indicator
    left join last_periods as l on t.term = l.indicator and r.year = l.year
    group by t.indicator, r.year, i.form
),

formula_returns as (
    select
        indicator,
        year,
        sum(expected) as expected,
        sum(received) as received,
        sum(in_part) as in_part,
        sum(provisional) as provisional,
        sum(missing) as missing,
        min(period) as period
    from formula_forms
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
    coalesce(r.expected, f.expected, 0) as returns_expected,
    coalesce(r.received, f.received, 0) as returns_received,
    coalesce(r.in_part, f.in_part, 0) as returns_in_part,
    coalesce(r.missing, f.missing, 0) as returns_missing,
    coalesce(l.period, f.period) as through_period,
    coalesce(a.parts, 0) as parts,
    coalesce(a.parts_missing, 0) as parts_missing,
    coalesce(r.provisional, f.provisional, 0) as returns_provisional,
    case
        when a.value is null then null
        when
            coalesce(r.expected, f.expected, 0) > 0
            and coalesce(r.received, f.received, 0) = coalesce(r.expected, f.expected, 0)
            and coalesce(r.in_part, f.in_part, 0) = 0
            and coalesce(r.provisional, f.provisional, 0) = 0
            then 'final'
        else 'provisional'
    end as maturity
from known as k
inner join dim.indicators as i on k.indicator = i.code
left join results as a on k.indicator = a.indicator and k.year = a.year
left join results as b on k.indicator = b.indicator and k.year = b.year + 1
left join results as s on i.stock = s.indicator and k.year = s.year
left join plans as p on k.indicator = p.indicator and k.year = p.year
left join duties as r on k.indicator = r.indicator and k.year = r.year
left join formula_returns as f on k.indicator = f.indicator and k.year = f.year
left join last_periods as l on k.indicator = l.indicator and k.year = l.year
