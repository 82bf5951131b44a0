-- The value of every cell of every appendix, in the unit that its row is printed in.
-- Grain: one row per (appendix, row, column_name, year)
with figures as (
    unpivot (
        select indicator, null::varchar as breakdown, year, plan, actual, previous, stock, next_plan
        from kpi.indicator_year
    )
    on plan, actual, previous, stock, next_plan
    into name measure value value
),

ratios as (
    select indicator, year, 'percent_of_plan' as measure, percent_of_plan as value
    from kpi.indicator_year
    union all
    select indicator, year, 'growth' as measure, growth as value
    from kpi.indicator_year
),

parts as (
    select
        p.indicator,
        p.dimension,
        p.code,
        p.year,
        m.measure,
        case when m.measure = 'actual' then p.actual end as value,
        case when m.measure = 'share' then p.share end as share,
        -- A share rests on the whole as well: what is said of it is said of the whole.
        if(m.measure = 'share', null, p.maturity) as maturity,
        p.returns_expected,
        p.returns_received,
        p.returns_in_part,
        p.returns_missing,
        p.returns_provisional,
        p.left_out,
        p.through_period
    from kpi.indicator_part_year as p
    cross join (values ('actual'), ('share')) as m (measure)
),

years as (
    select distinct c.appendix, y.year
    from dim.appendix_cells as c
    inner join kpi.indicator_year as y on c.indicator = y.indicator
),

-- The returns that a figure rests on: those of its indicator, and for a stock beside a flow those of the stock.
-- Plans rest on none of them.
returns as (
    select
        m.measure,
        i.code as indicator,
        y.year + case m.measure when 'previous' then 1 else 0 end as year,
        y.returns_expected,
        y.returns_received,
        y.returns_in_part,
        y.returns_missing,
        y.returns_provisional,
        y.left_out,
        y.through_period,
        y.maturity
    from dim.indicators as i
    cross join (
        values ('actual'), ('percent_of_plan'), ('growth'), ('share'), ('stock'), ('previous')
    ) as m (measure)
    inner join kpi.indicator_year as y
        on y.indicator = case when m.measure = 'stock' then coalesce(i.stock, i.code) else i.code end
),

-- What stands for the result of a year that is running, where a column is declared to show estimates.
estimates as (
    select
        e.indicator,
        e.year,
        m.measure,
        if(e.value is null, e.reason, e.method) as method,
        case m.measure
            when 'actual' then e.value
            when 'percent_of_plan' then e.percent_of_plan
            else e.growth
        end as value
    from kpi.estimate_year as e
    inner join dim.indicators as i on e.indicator = i.code and i.aggregation = 'flow'
    cross join (values ('actual'), ('percent_of_plan'), ('growth')) as m (measure)
    -- What is in of a sum would stand above the estimates of its parts; without theirs all it stays blank.
    where e.value is not null or (e.method = 'formula' and e.reason = 'part_missing')
),

cells as (
    select
        c.appendix,
        c.row,
        c.column_name,
        y.year,
        c.label,
        c.unit,
        case
            when e.measure = 'actual' then cast(e.value * c.per_base as decimal(28, 12))
            when e.measure is not null then cast(e.value as decimal(28, 12))
            else coalesce(cast(coalesce(f.value, p.value) * c.per_base as decimal(28, 12)), r.value, p.share)
        end as value,
        -- A part whose own returns are known rests on those.
        if(p.maturity is not null, p.returns_expected, n.returns_expected) as returns_expected,
        if(p.maturity is not null, p.returns_received, n.returns_received) as returns_received,
        if(p.maturity is not null, p.returns_in_part, n.returns_in_part) as returns_in_part,
        if(p.maturity is not null, p.returns_missing, n.returns_missing) as returns_missing,
        if(p.maturity is not null, p.through_period, n.through_period) as through_period,
        if(p.maturity is not null, p.returns_provisional, n.returns_provisional) as returns_provisional,
        if(p.maturity is not null, p.left_out, n.left_out) as left_out,
        case when e.measure is not null then 'estimate' else coalesce(p.maturity, n.maturity) end as maturity,
        e.method
    from dim.appendix_cells as c
    inner join years as y on c.appendix = y.appendix
    left join figures as f
        on c.indicator = f.indicator and y.year = f.year and c.measure = f.measure and c.breakdown is null
    left join estimates as e
        on
            c.indicator = e.indicator and y.year = e.year and c.measure = e.measure
            and c.breakdown is null and c.estimated
    left join returns as n
        on c.indicator = n.indicator and y.year = n.year and c.measure = n.measure
    left join ratios as r
        on c.indicator = r.indicator and y.year = r.year and c.measure = r.measure and c.breakdown is null
    left join parts as p
        on
            c.indicator = p.indicator and y.year = p.year and c.measure = p.measure
            and c.dimension = p.dimension and c.breakdown = p.code
)

-- A table of which a year says nothing is not that year's: it would be a page of dashes.
select *
from cells
qualify count(value) over (partition by appendix, year) > 0
