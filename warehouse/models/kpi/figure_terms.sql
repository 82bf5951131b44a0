-- What each figure is worked out from: the terms of its operands, each a sum of reported values.
-- Grain: one row per (indicator, dimension, code, year, measure, operand, side, term)
-- A percentage compares two operands, any other figure is one.
with compared (measure, operand, term_measure, back) as (
    values
    ('actual', 'actual', 'actual', 0),
    ('plan', 'plan', 'plan', 0),
    ('next_plan', 'next_plan', 'next_plan', 0),
    ('stock', 'stock', 'actual', 0),
    ('previous', 'previous', 'actual', 1),
    ('percent_of_plan', 'actual', 'actual', 0),
    ('percent_of_plan', 'plan', 'plan', 0),
    ('growth', 'actual', 'actual', 0),
    ('growth', 'previous', 'actual', 1),
    ('share', 'part', 'actual', 0),
    ('share', 'whole', 'actual', 0)
),

operands as (
    select
        f.indicator,
        f.dimension,
        f.code,
        f.year,
        f.measure,
        f.value as figure,
        c.operand,
        c.term_measure,
        f.year - c.back as term_year,
        case when f.measure = 'stock' then coalesce(i.stock, i.code) else i.code end as operand_indicator,
        case when c.operand <> 'whole' then f.dimension end as operand_dimension,
        case when c.operand <> 'whole' then f.code end as operand_code
    from kpi.figures as f
    inner join compared as c on f.measure = c.measure
    inner join dim.indicators as i on f.indicator = i.code
)

select
    o.indicator,
    o.dimension,
    o.code,
    o.year,
    o.measure,
    o.figure,
    o.operand,
    case when t.term is not null then i.formula end as formula,
    case when t.term is not null then u.rate_times end as times,
    coalesce(t.side, 'of') as side,
    coalesce(t.sign, 1) as sign,
    coalesce(t.term, o.operand_indicator) as term,
    o.term_measure,
    o.term_year,
    -- Worked out by code, a term without codes of its own enters with its total.
    case when i.part_dimension = o.operand_dimension and not t.by_code then null else o.operand_dimension end
        as term_dimension,
    case when i.part_dimension = o.operand_dimension and not t.by_code then null else o.operand_code end as term_code
from operands as o
inner join dim.indicators as i on o.operand_indicator = i.code
inner join dim.units as u on i.unit = u.code
-- The plan of a ratio is given, not worked out.
left join dim.formula_terms as t
    on o.operand_indicator = t.indicator and (o.term_measure = 'actual' or i.formula <> 'ratio')
