-- What each indicator's method makes of a year, by what is in now and by what was due after each of its quarters.
-- Grain: one row per (indicator, year, cut)
with expected as materialized (
    select form, submitter, year, period, receipt_no is not null as arrived
    from ops.expected_returns
    where kpi.in_build(year)
),

returns as materialized (
    select
        i.code as indicator,
        i.estimate as method,
        e.year,
        e.submitter,
        e.period,
        e.arrived
    from dim.indicators as i
    inner join expected as e on i.form = e.form and coalesce(i.submitter, e.submitter) = e.submitter
),

-- Of the year before the build only the figures are asked.
cuts as (
    select distinct year, 'now' as cut
    from expected
    where kpi.in_build(year - 1)
    union all
    select distinct year, period as cut
    from expected
    where contains(period, '-Q') and kpi.in_build(year - 1)
    qualify period < max(period) over (partition by year)
),

-- A year's own return comes after the last of its cuts.
known as materialized (
    select
        r.*,
        c.cut,
        r.arrived and (c.cut = 'now' or (contains(r.period, '-Q') and r.period <= c.cut)) as inside
    from returns as r
    inner join cuts as c on r.year = c.year
),

observed as materialized (
    select indicator, measure, year, submitter, period, sum(value) as value
    from kpi.observed
    where (measure = 'estimate' or (measure = 'actual' and counted)) and kpi.in_build(year)
    group by indicator, measure, year, submitter, period
),

figures as (
    select indicator, year, submitter, period, value
    from observed
    where measure = 'actual'
),

counts as (
    select
        indicator,
        year,
        cut,
        method,
        count(distinct period) filter (where inside) as periods_in,
        count(distinct period) as periods_of,
        count(*) filter (where inside) as returns_in,
        count(*) as returns_of
    from known
    group by indicator, year, cut, method
),

-- Each submitter's part of the year so far: who sends later than others does not pull the rate down.
parts as (
    select
        k.indicator,
        k.year,
        k.cut,
        count(*) filter (where k.inside) as periods_in,
        count(*) as periods_of,
        sum(f.value) filter (where k.inside) as so_far,
        max(k.period) filter (where k.inside and f.value is not null) as through_period
    from known as k
    left join figures as f
        on k.indicator = f.indicator and k.year = f.year and k.submitter = f.submitter and k.period = f.period
    group by k.indicator, k.year, k.cut, k.submitter
),

alike as (
    select
        indicator,
        year,
        cut,
        sum(so_far) as so_far,
        kpi.prorated(sum(so_far), periods_of, periods_in) as value,
        max(through_period) as through_period
    from parts
    group by indicator, year, cut, periods_in, periods_of
),

run_rates as (
    select
        indicator,
        year,
        cut,
        sum(so_far) as so_far,
        sum(value) as value,
        max(through_period) as through_period
    from alike
    group by indicator, year, cut
),

whole_years as (
    select indicator, year
    from returns
    group by indicator, year
    having bool_and(arrived)
),

-- What the same returns came to in the year before, of its total; only where that year is in.
shares as (
    select
        k.indicator,
        k.year,
        k.cut,
        sum(f.value) as last_total,
        sum(f.value) filter (where k.inside) as last_same
    from known as k
    inner join whole_years as w on k.indicator = w.indicator and k.year = w.year + 1
    inner join figures as f
        on
            k.indicator = f.indicator and k.year = f.year + 1 and k.submitter = f.submitter
            and substr(k.period, 5) = substr(f.period, 5)
    group by k.indicator, k.year, k.cut
),

-- A stock's periods up to a cut, those of the year before as well.
levels as (
    select
        c.indicator,
        c.year,
        c.cut,
        f.period,
        sum(f.value) as value
    from counts as c
    inner join figures as f on c.indicator = f.indicator and f.year between c.year - 1 and c.year
    where
        c.method = 'last'
        and (f.year < c.year or c.cut = 'now' or (contains(f.period, '-Q') and f.period <= c.cut))
    group by c.indicator, c.year, c.cut, f.period
    qualify f.period = max(f.period) over (partition by c.indicator, c.year, c.cut)
),

submitted as (
    select indicator, year, sum(value) as value
    from observed
    where measure = 'estimate'
    group by indicator, year
),

reported as (
    select
        c.indicator,
        c.year,
        c.cut,
        c.method,
        case c.method
            when 'run_rate' then r.value
            when 'same_share' then kpi.prorated(r.so_far, s.last_total, s.last_same)
            when 'last' then l.value
            when 'as_submitted' then b.value
        end as value,
        case c.method when 'last' then l.value else r.so_far end as so_far,
        c.periods_in,
        c.periods_of,
        c.returns_in,
        c.returns_of,
        case c.method when 'same_share' then s.last_same end as last_same,
        case c.method when 'same_share' then s.last_total end as last_total,
        case c.method when 'last' then l.period else r.through_period end as through_period
    from counts as c
    left join run_rates as r on c.indicator = r.indicator and c.year = r.year and c.cut = r.cut
    left join shares as s on c.indicator = s.indicator and c.year = s.year and c.cut = s.cut
    left join levels as l on c.indicator = l.indicator and c.year = l.year and c.cut = l.cut
    left join submitted as b on c.indicator = b.indicator and c.year = b.year and c.cut = 'now'
    where r.so_far is not null or l.value is not null or b.value is not null
),

formula_cuts as (
    select distinct t.indicator, r.year, r.cut
    from dim.formula_terms as t
    inner join reported as r on t.term = r.indicator
),

worked as (
    select
        t.indicator,
        c.year,
        c.cut,
        sum(r.value * t.sign) filter (where t.side = 'of') as above,
        sum(r.value * t.sign) filter (where t.side = 'to') as below,
        sum(r.so_far * t.sign) filter (where t.side = 'of') as so_far,
        count(*) - count(r.value) as lacking,
        min(r.periods_in) as periods_in,
        max(r.periods_of) as periods_of,
        sum(r.returns_in) as returns_in,
        sum(r.returns_of) as returns_of,
        min(r.through_period) as through_period
    from dim.formula_terms as t
    inner join formula_cuts as c on t.indicator = c.indicator
    left join reported as r on t.term = r.indicator and c.year = r.year and c.cut = r.cut
    group by t.indicator, c.year, c.cut
)

select
    indicator,
    year,
    cut,
    method,
    cast(value as decimal(28, 12)) as value,
    cast(so_far as decimal(28, 12)) as so_far,
    periods_in,
    periods_of,
    returns_in,
    returns_of,
    last_same,
    last_total,
    through_period,
    case
        when value is not null then null
        when method = 'same_share' then 'no_last_year'
        when method = 'as_submitted' then 'not_submitted'
        else 'nothing_in'
    end as reason
from reported
union all
select
    w.indicator,
    w.year,
    w.cut,
    'formula' as method,
    case
        when w.lacking > 0 then null
        when i.formula = 'ratio'
            then cast(kpi.percent_of(w.above * u.rate_times, w.below * 100) as decimal(28, 12))
        else cast(w.above as decimal(28, 12))
    end as value,
    case when w.lacking = 0 and i.formula <> 'ratio' then cast(w.so_far as decimal(28, 12)) end as so_far,
    w.periods_in,
    w.periods_of,
    w.returns_in,
    w.returns_of,
    null as last_same,
    null as last_total,
    w.through_period,
    case when w.lacking > 0 then 'part_missing' end as reason
from worked as w
inner join dim.indicators as i on w.indicator = i.code
inner join dim.units as u on i.unit = u.code
