-- Each indicator's year: plan, result, percent of plan, growth, how many of its returns were in, and of its terms.
-- Grain: one row per (indicator, year)
with observed as materialized (
    select o.indicator, o.year, o.period, o.value, o.counted
    from kpi.observed as o
    where o.measure = 'actual' and kpi.in_build(o.year)
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

-- The year after a result is held against it, though nothing is reported yet.
known as (
    select indicator, year from results
    union
    select indicator, year + 1 as year from results
    union
    select indicator, year from plans
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
    coalesce(r.returns_expected, 0) as returns_expected,
    coalesce(r.returns_received, 0) as returns_received,
    coalesce(r.returns_in_part, 0) as returns_in_part,
    coalesce(r.returns_missing, 0) as returns_missing,
    coalesce(r.through_period, l.period) as through_period,
    coalesce(a.parts, 0) as parts,
    coalesce(a.parts_missing, 0) as parts_missing,
    coalesce(r.returns_provisional, 0) as returns_provisional,
    r.left_out,
    case when a.value is not null then coalesce(r.maturity, 'provisional') end as maturity
from known as k
inner join dim.indicators as i on k.indicator = i.code
left join results as a on k.indicator = a.indicator and k.year = a.year
left join results as b on k.indicator = b.indicator and k.year = b.year + 1
left join results as s on i.stock = s.indicator and k.year = s.year
left join plans as p on k.indicator = p.indicator and k.year = p.year
left join kpi.indicator_returns as r on k.indicator = r.indicator and k.year = r.year and r.submitter is null
left join last_periods as l on k.indicator = l.indicator and k.year = l.year
