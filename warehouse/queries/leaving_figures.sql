-- Every figure of those years with how final it is; and the results that returns are due for and that are not known.
with figures as (
    select
        f.indicator,
        f.measure,
        f.year,
        f.dimension,
        f.code,
        f.value,
        case
            when f.measure in ('plan', 'next_plan') then 'final'
            when f.measure = 'previous' then b.maturity
            when f.dimension is null then y.maturity
            else p.maturity
        end as maturity
    from kpi.figures as f
    left join kpi.indicator_year as y on f.indicator = y.indicator and f.year = y.year
    left join kpi.indicator_year as b on f.indicator = b.indicator and f.year - 1 = b.year
    left join kpi.indicator_part_year as p
        on f.indicator = p.indicator and f.year = p.year and f.dimension = p.dimension and f.code = p.code
    where list_contains($years::integer[], f.year)
),

missing as (
    select
        indicator,
        'actual' as measure,
        year,
        cast(null as varchar) as dimension,
        cast(null as varchar) as code,
        cast(null as decimal(38, 12)) as value,
        'missing' as maturity
    from kpi.indicator_year
    where actual is null and returns_expected > 0 and list_contains($years::integer[], year)
),

listed as (
    from figures
    union all
    from missing
)

select
    l.indicator,
    l.measure,
    l.year,
    l.dimension,
    l.code,
    l.value,
    coalesce(l.maturity, 'final') as maturity,
    i.unit
from listed as l
inner join dim.indicators as i on l.indicator = i.code
order by l.year, l.indicator, l.measure, l.dimension nulls first, l.code
