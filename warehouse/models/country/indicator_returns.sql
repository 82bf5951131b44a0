-- The returns that a figure of the country rests on: those that it rests on in every province.
-- Grain: one row per (indicator, year, submitter)
-- A province of the year that says nothing of an indicator, or declares another one under its code, lacks at least one
-- return.
with known as (
    select distinct r.indicator, r.year
    from country.indicator_returns as r
    inner join dim.indicators as i on r.indicator = i.code
    semi join dim.districts as d on r.province = d.code and dim.in_year(d.valid_from, d.valid_to, r.year)
),

wanted as (
    select k.indicator, k.year, p.code as province
    from known as k
    inner join dim.districts as p on dim.in_year(p.valid_from, p.valid_to, k.year)
),

-- The stock of an earlier period is lent to no later one, nor to what is worked out from it.
late as (
    select r.province, r.indicator, r.year
    from country.indicator_returns as r
    inner join dim.indicators as i on r.indicator = i.code
    inner join kpi.last_period as l on r.indicator = l.indicator and r.year = l.year
    where r.submitter is null and i.aggregation = 'stock' and r.through_period < l.whole_period
),

behind as (
    from late
    union
    select l.province, t.indicator, l.year
    from late as l
    inner join dim.formula_terms as t on l.indicator = t.term
),

given as (
    select
        r.province,
        r.indicator,
        r.year,
        r.submitter,
        r.returns_expected,
        b.province is not null as behind,
        if(b.province is null, r.returns_received, 0) as returns_received,
        r.returns_in_part,
        r.returns_missing,
        r.returns_provisional,
        r.through_period
    from country.indicator_returns as r
    inner join dim.indicators as i on r.indicator = i.code
    left join behind as b on r.province = b.province and r.indicator = b.indicator and r.year = b.year
    semi join dim.districts as d on r.province = d.code and dim.in_year(d.valid_from, d.valid_to, r.year)
    anti join country.differing as n on r.province = n.province and r.indicator = n.indicator
),

counted as (
    select
        w.indicator,
        w.year,
        cast(null as varchar) as submitter,
        coalesce(not g.behind, false) as is_there,
        if(is_there, g.returns_expected, 1) as returns_expected,
        if(is_there, g.returns_received, 0) as returns_received,
        if(is_there, g.returns_in_part, 0) as returns_in_part,
        if(is_there, g.returns_missing, 1) as returns_missing,
        if(is_there, g.returns_provisional, 0) as returns_provisional,
        if(is_there, g.through_period, null) as through_period,
        w.province || ':' || case
            when g.returns_received > 0 then null
            when is_there then 'waiting'
            when h.province is null then 'unpublished'
            when n.what is not null then n.what
            when g.behind then 'behind'
            else 'silent'
        end as province_missing
    from wanted as w
    left join given as g
        on w.indicator = g.indicator and w.year = g.year and w.province = g.province and g.submitter is null
    left join country.provinces as h on w.province = h.province
    left join country.differing as n on w.province = n.province and w.indicator = n.indicator
    union all by name
    select
        g.indicator,
        g.year,
        coalesce(s.nationwide, g.submitter) as submitter,
        g.returns_expected,
        g.returns_received,
        g.returns_in_part,
        g.returns_missing,
        g.returns_provisional,
        g.through_period
    from given as g
    left join country.submitters as s on g.province = s.province and g.submitter = s.submitter
    where g.submitter is not null
),

summed as (
    select
        indicator,
        year,
        submitter,
        sum(returns_expected) as returns_expected,
        sum(returns_received) as returns_received,
        sum(returns_in_part) as returns_in_part,
        sum(returns_missing) as returns_missing,
        sum(returns_provisional) as returns_provisional,
        max(through_period) as through_period,
        string_agg(province_missing, ' ' order by province_missing) as left_out
    from counted
    group by indicator, year, submitter
)

select
    *,
    if(
        returns_expected > 0
        and returns_received = returns_expected
        and returns_in_part = 0
        and returns_provisional = 0,
        'final',
        'provisional'
    ) as maturity
from summed
