-- The returns that an indicator's year rests on: of everybody, and of each submitter.
-- Grain: one row per (indicator, year, submitter)
-- A year's returns are counted by themselves: of the one before the build nothing is asked (it is not in the build with
-- a year before it).
with observed as materialized (
    select o.indicator, o.year, o.period, o.submitter, o.submission_id, o.counted, o.maturity
    from kpi.observed as o
    where o.measure = 'actual' and kpi.in_build(o.year) and kpi.in_build(o.year - 1)
),

carried as materialized (
    select distinct submission_id
    from core.carried
),

standing as materialized (
    select form, submitter, period, year, receipt_no, status, provisional
    from ops.expected_returns
    where kpi.in_build(year) and kpi.in_build(year - 1)
),

-- What was accepted in part lacks something of the indicators of its lost rows, and of no others.
lacking as materialized (
    select indicator, form, submitter, period
    from core.lacking
),

last_periods as (
    select indicator, year, max(period) as period
    from observed
    where counted
    group by indicator, year
),

-- A stock rests on its last period, and lacks those after it.
calendar as (
    select
        i.code as indicator,
        e.year,
        e.submitter,
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
        submitter,
        count(*) as expected,
        count(receipt_no) as received,
        count(*) filter (where status = 'accepted_in_part' and in_part) as in_part,
        count(*) filter (where provisional) as provisional,
        count(*) filter (where status = 'missing') as missing
    from calendar
    group by grouping sets ((indicator, year), (indicator, year, submitter))
),

-- A year of which no return was due, such as one before its form, rests on the later returns that speak of it, or on
-- what an exchange file carries of them.
duties as (
    select indicator, year, submitter, expected, received, in_part, provisional, missing
    from returns
    union all
    select
        o.indicator,
        o.year,
        o.submitter,
        count(distinct row(o.submitter, o.period)) as expected,
        count(distinct row(o.submitter, o.period)) as received,
        0 as in_part,
        count(distinct row(o.submitter, o.period)) filter (where o.maturity = 'provisional') as provisional,
        0 as missing
    from observed as o
    inner join core.returns as r on o.submission_id = r.submission_id
    left join carried as c on o.submission_id = c.submission_id
    left join returns as d on o.indicator = d.indicator and o.year = d.year and d.submitter is null
    where (o.year < r.year or c.submission_id is not null) and d.indicator is null
    group by grouping sets ((o.indicator, o.year), (o.indicator, o.year, o.submitter))
),

-- The returns that a formula rests on: those of each form among its terms, once.
formula_forms as (
    select
        t.indicator,
        r.year,
        r.submitter,
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
    group by t.indicator, r.year, r.submitter, i.form
),

counted as (
    select
        d.indicator, d.year, d.submitter, d.expected, d.received, d.in_part, d.missing, d.provisional, l.period
    from duties as d
    left join last_periods as l on d.indicator = l.indicator and d.year = l.year
    union all
    select
        indicator,
        year,
        submitter,
        sum(expected) as expected,
        sum(received) as received,
        sum(in_part) as in_part,
        sum(missing) as missing,
        sum(provisional) as provisional,
        min(period) as period
    from formula_forms
    group by indicator, year, submitter
)

select
    indicator,
    year,
    submitter,
    expected as returns_expected,
    received as returns_received,
    in_part as returns_in_part,
    missing as returns_missing,
    provisional as returns_provisional,
    period as through_period,
    cast(null as varchar) as left_out,
    if(expected > 0 and received = expected and in_part = 0 and provisional = 0, 'final', 'provisional') as maturity
from counted
