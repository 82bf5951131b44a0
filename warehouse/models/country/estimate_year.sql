-- The country's estimate of a year that is running: what each province estimates, or has, where each says something.
-- Grain: one row per (indicator, year)
-- What a province declares in another way is not the country's, nor is that of a year which is none of its own.
with estimated as (
    from country.estimate_year as e
    semi join dim.districts as d on e.province = d.code and dim.in_year(d.valid_from, d.valid_to, e.year)
    anti join country.differing as n on e.province = n.province and e.indicator = n.indicator
),

reached as (
    from country.indicator_year as y
    semi join dim.districts as d on y.province = d.code and dim.in_year(d.valid_from, d.valid_to, y.year)
    anti join country.differing as n on y.province = n.province and y.indicator = n.indicator
),

running as (
    select distinct e.indicator, e.year
    from estimated as e
    inner join dim.indicators as i on e.indicator = i.code
    where i.aggregation = 'flow' and coalesce(i.formula, '') <> 'ratio'
),

parts as (
    select
        r.indicator,
        r.year,
        e.method,
        e.reason,
        -- A province whose year is in has its result; where it is not, what came so far would pass for the year.
        coalesce(e.value, case when e.indicator is null and y.maturity = 'final' then y.actual end) as value,
        coalesce(e.so_far, y.actual) as so_far,
        e.periods_in,
        e.periods_of,
        coalesce(e.returns_in, y.returns_received) as returns_in,
        coalesce(e.returns_of, y.returns_expected) as returns_of,
        e.last_same,
        e.last_total,
        coalesce(e.through_period, y.through_period) as through_period
    from running as r
    inner join dim.districts as p on dim.in_year(p.valid_from, p.valid_to, r.year)
    left join estimated as e
        on r.indicator = e.indicator and r.year = e.year and p.code = e.province
    left join reached as y
        on r.indicator = y.indicator and r.year = y.year and p.code = y.province
),

-- The year before is whole where each province that there was then has a figure.
before as (
    select r.indicator, r.year, bool_and(b.actual is not null) as compared
    from running as r
    inner join dim.districts as p on dim.in_year(p.valid_from, p.valid_to, r.year - 1)
    left join reached as b
        on r.indicator = b.indicator and r.year = b.year + 1 and p.code = b.province
    group by r.indicator, r.year
),

summed as (
    select
        indicator,
        year,
        max(method) as method,
        case when count(*) = count(value) then cast(sum(value) as decimal(28, 12)) end as value,
        sum(so_far) as so_far,
        min(periods_in) as periods_in,
        max(periods_of) as periods_of,
        sum(returns_in) as returns_in,
        sum(returns_of) as returns_of,
        case when count(*) = count(last_same) then sum(last_same) end as last_same,
        case when count(*) = count(last_total) then sum(last_total) end as last_total,
        min(through_period) as through_period,
        -- A province that says nothing at all does not say why either.
        case when count(*) > count(value) then coalesce(max(reason), 'nothing_in') end as reason
    from parts
    group by indicator, year
)

select
    s.*,
    'estimate' as maturity,
    kpi.percent_of(s.value, y.plan) as percent_of_plan,
    -- As in kpi.indicator_year, only what is whole is compared.
    if(b.compared, kpi.percent_of(s.value - y.previous, y.previous), null) as growth
from summed as s
inner join kpi.indicator_year as y on s.indicator = y.indicator and s.year = y.year
left join before as b on s.indicator = b.indicator and s.year = b.year
