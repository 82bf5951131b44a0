-- The observations on which each cell of the appendices and further tables of some years rests.
with observed as materialized (
    select o.*
    from core.observations as o
    where list_contains($years::integer[], o.year) or list_contains($years::integer[], o.year + 1)
),

-- A percentage rests on results and target, growth on two years, a share on all; a stock may be another indicator's
-- result.
cells as (
    select
        c.appendix,
        c.row,
        c.column_name,
        c.dimension,
        case when c.measure <> 'share' then c.breakdown end as breakdown,
        case when c.measure = 'stock' then coalesce(i.stock, c.indicator) else c.indicator end as indicator,
        case
            when c.measure in ('stock', 'percent_of_plan', 'growth', 'share', 'previous') then 'actual'
            else c.measure
        end as measure,
        case c.measure when 'previous' then 1 else 0 end as back
    from dim.appendix_cells as c
    inner join dim.indicators as i on c.indicator = i.code
    union all
    select appendix, row, column_name, dimension, breakdown, indicator, 'plan' as measure, 0 as back
    from dim.appendix_cells
    where measure = 'percent_of_plan'
    union all
    select appendix, row, column_name, dimension, breakdown, indicator, 'actual' as measure, 1 as back
    from dim.appendix_cells
    where measure = 'growth'
),

-- A formula rests on what its terms do.
terms as (
    select distinct
        c.appendix,
        c.row,
        c.column_name,
        c.dimension,
        c.breakdown,
        c.measure,
        c.back,
        coalesce(t.term, c.indicator) as indicator
    from cells as c
    left join dim.formula_terms as t on c.indicator = t.indicator
),

last_periods as (
    select indicator, year, max(period) as period
    from observed
    where measure = 'actual'
    group by indicator, year
)

select
    c.appendix, c.row, c.column_name, o.year + c.back as year,
    o.indicator, o.measure, o.form, o.submitter, o.period, o.district, o.breakdown, o.value
from terms as c
inner join observed as o
    on
        c.indicator = o.indicator and c.measure = o.measure
        and (
            c.breakdown is null
            or c.breakdown = case c.dimension
                when 'district' then o.district
                when 'submitter' then o.submitter
                else o.breakdown
            end
        )
inner join dim.indicators as i on o.indicator = i.code
left join last_periods as l on o.indicator = l.indicator and o.year = l.year
where
    list_contains($years::integer[], o.year + c.back)
    and (o.measure <> 'actual' or i.aggregation = 'flow' or o.period = l.period)
