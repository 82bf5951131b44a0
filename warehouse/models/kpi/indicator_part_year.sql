-- Each indicator's year by submitter, by district, and by the codes that it is broken down by, with shares.
-- Grain: one row per (indicator, year, dimension, code)
-- As for the whole, a stock is what the last period's returns say.
with periods as (
    select indicator, year, period, dimension, code, sum(value) as value
    from kpi.part_values
    where kpi.in_build(year)
    group by indicator, year, period, dimension, code
),

reported as materialized (
    select p.indicator, p.year, p.dimension, p.code, sum(p.value) as value
    from periods as p
    inner join dim.indicators as i on p.indicator = i.code
    inner join kpi.last_period as l on p.indicator = l.indicator and p.year = l.year
    where i.aggregation = 'flow' or p.period = l.parts_period
    group by p.indicator, p.year, p.dimension, p.code
),

-- Formulas by district and submitter follow from those of their terms; by code only where that is declared.
wanted as (
    select distinct t.indicator, r.year, r.dimension, r.code
    from dim.formula_terms as t
    inner join dim.indicators as i on t.indicator = i.code
    inner join reported as r on t.term = r.indicator
    where t.side = 'of' and (t.by_code or (r.dimension <> 'breakdown' and i.part_dimension is null))
),

valued as (
    select
        w.indicator,
        w.year,
        w.dimension,
        w.code,
        t.side,
        t.sign,
        case when i.part_dimension = w.dimension and not t.by_code then y.actual else r.value end as value
    from wanted as w
    inner join dim.indicators as i on w.indicator = i.code
    inner join dim.formula_terms as t on w.indicator = t.indicator
    left join reported as r
        on t.term = r.indicator and w.year = r.year and w.dimension = r.dimension and w.code = r.code
    left join kpi.indicator_year as y on t.term = y.indicator and w.year = y.year
),

worked as (
    select
        indicator,
        year,
        dimension,
        code,
        sum(value * sign) filter (where side = 'of') as above,
        sum(value * sign) filter (where side = 'to') as below,
        count(*) - count(value) as parts_missing
    from valued
    group by indicator, year, dimension, code
),

-- A submitter need not have every service of a sum; a difference or a ratio needs all its terms.
results as (
    select indicator, year, dimension, code, cast(value as decimal(28, 12)) as value, 0 as parts_missing
    from reported
    union all
    select
        w.indicator,
        w.year,
        w.dimension,
        w.code,
        case
            when i.formula = 'ratio'
                then cast(kpi.percent_of(w.above * u.rate_times, w.below * 100) as decimal(28, 12))
            else cast(w.above as decimal(28, 12))
        end as value,
        w.parts_missing
    from worked as w
    inner join dim.indicators as i on w.indicator = i.code
    inner join dim.units as u on i.unit = u.code
    where w.parts_missing = 0 or i.formula = 'sum'
),

whole_returns as (
    from kpi.indicator_returns
    where submitter is null
)

select
    r.indicator,
    r.year,
    r.dimension,
    r.code,
    r.value as actual,
    case when coalesce(i.formula, '') <> 'ratio' then kpi.percent_of(r.value, y.actual) end as share,
    r.parts_missing,
    coalesce(if(o.submitter is null, n.returns_expected, o.returns_expected), 0) as returns_expected,
    coalesce(if(o.submitter is null, n.returns_received, o.returns_received), 0) as returns_received,
    coalesce(if(o.submitter is null, n.returns_in_part, o.returns_in_part), 0) as returns_in_part,
    coalesce(if(o.submitter is null, n.returns_missing, o.returns_missing), 0) as returns_missing,
    coalesce(if(o.submitter is null, n.returns_provisional, o.returns_provisional), 0) as returns_provisional,
    if(o.submitter is null, n.through_period, o.through_period) as through_period,
    if(o.submitter is null, n.left_out, o.left_out) as left_out,
    case
        when r.value is not null then coalesce(if(o.submitter is null, n.maturity, o.maturity), 'provisional')
    end as maturity
from results as r
inner join dim.indicators as i on r.indicator = i.code
left join kpi.indicator_year as y on r.indicator = y.indicator and r.year = y.year
-- What a submitter gave rests on its own returns; a district or a code may lack something of anybody's, and so may what
-- others say of a submitter.
-- (A condition on the left side alone would compare every pair.)
left join kpi.indicator_returns as o
    on r.indicator = o.indicator and r.year = o.year and if(r.dimension = 'submitter', r.code, null) = o.submitter
left join whole_returns as n on r.indicator = n.indicator and r.year = n.year
