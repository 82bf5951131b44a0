-- The value of every cell of the country's appendices: as a province's, but that a blank target says who has none.
-- Grain: one row per (appendix, row, column_name, year)
with whole as (
    {{ model }}
),

given as (
    select distinct province, indicator, measure, year
    from country.targets
),

-- Where nobody has one, there is none to add up.
known as (
    select distinct indicator, measure, year
    from given
),

missing as (
    select
        k.indicator,
        k.measure,
        k.year,
        string_agg(
            p.code || ':' || case
                when h.province is null then 'unpublished'
                when n.what is not null then n.what
                else 'planless'
            end, ' ' order by p.code
        ) as left_out
    from known as k
    inner join dim.districts as p on dim.in_year(p.valid_from, p.valid_to, k.year)
    anti join given as g
        on k.indicator = g.indicator and k.measure = g.measure and k.year = g.year and p.code = g.province
    left join country.provinces as h on p.code = h.province
    left join country.differing as n on p.code = n.province and k.indicator = n.indicator
    group by k.indicator, k.measure, k.year
)

select
    w.* replace (
        coalesce(m.left_out, w.left_out) as left_out,
        if(m.left_out is null, w.maturity, 'provisional') as maturity,
        if(m.left_out is null, w.method, 'plan_missing') as method
    )
from whole as w
inner join dim.appendix_cells as c on w.appendix = c.appendix and w.row = c.row and w.column_name = c.column_name
left join missing as m
    on
        c.indicator = m.indicator and w.year = m.year and c.breakdown is null and w.value is null and w.method is null
        and m.measure = if(c.measure = 'percent_of_plan', 'plan', c.measure)
