-- The country's figures of each year: as a province's, but that only the figures of the same territory are compared.
-- Grain: one row per (indicator, year)
-- A density over the people of some provinces, growth on a year of fewer, would be a figure of nobody.
with whole as (
    {{ model }}
),

-- The provinces that count in a reported figure; of a stock, in the last period.
given as (
    select o.indicator, o.year, list_sort(list(distinct o.district)) as provinces
    from kpi.observed as o
    inner join dim.indicators as i on o.indicator = i.code
    inner join kpi.last_period as l on o.indicator = l.indicator and o.year = l.year
    where
        o.measure = 'actual' and o.counted and kpi.in_build(o.year)
        and (i.aggregation = 'flow' or o.period = l.whole_period)
    group by o.indicator, o.year
),

-- And in what follows from others, on each side of a ratio.
sides as (
    select
        t.indicator,
        g.year,
        list_sort(list_distinct(flatten(list(g.provinces) filter (where t.side = 'of')))) as provinces,
        list_sort(list_distinct(flatten(list(g.provinces) filter (where t.side = 'to')))) as base
    from dim.formula_terms as t
    inner join given as g on t.term = g.indicator
    group by t.indicator, g.year
),

-- What adds up to nothing, as ranks do, is the provinces' alone, and so is what is worked out from it.
alone as (
    select code as indicator
    from dim.indicators
    where formula is null and not adds_up
    union
    select t.indicator
    from dim.formula_terms as t
    inner join dim.indicators as i on t.term = i.code
    where i.formula is null and not i.adds_up
),

known as (
    select indicator, year, provinces, true as even
    from given
    union all
    select indicator, year, provinces, coalesce(base is null or len(base) = 0 or base = provinces, false) as even
    from sides
),

-- The provinces that there are in a year are the whole country, also where they became others by the next.
there as (
    select y.year, list_sort(list(d.code)) as provinces
    from (select distinct year from known) as y
    inner join dim.districts as d on dim.in_year(d.valid_from, d.valid_to, y.year)
    group by y.year
),

judged as (
    select
        w.indicator,
        w.year,
        a.indicator is null as summed,
        summed and coalesce(k.even, true) as even,
        summed and coalesce(b.even, true) as even_before,
        coalesce(
            k.provinces = b.provinces or (k.provinces = t.provinces and b.provinces = f.provinces), false
        ) as alike
    from whole as w
    left join alone as a on w.indicator = a.indicator
    left join known as k on w.indicator = k.indicator and w.year = k.year
    left join known as b on w.indicator = b.indicator and w.year = b.year + 1
    left join there as t on w.year = t.year
    left join there as f on w.year = f.year + 1
)

select
    w.* replace (
        if(j.summed, w.plan, null) as plan,
        if(j.even, w.actual, null) as actual,
        if(j.even, w.percent_of_plan, null) as percent_of_plan,
        if(j.even_before, w.previous, null) as previous,
        if(j.even and j.even_before and j.alike, w.growth, null) as growth,
        if(j.even, w.stock, null) as stock,
        if(j.summed, w.next_plan, null) as next_plan,
        if(j.even, w.maturity, null) as maturity
    )
from whole as w
inner join judged as j on w.indicator = j.indicator and w.year = j.year
