-- Every figure down to file, sheet and cell: the values that it is worked out from, with their part in it.
-- Grain: one row per (indicator, dimension, code, year, measure, operand, side, term, submission_id, sheet, cell)
select
    t.indicator,
    t.dimension,
    t.code,
    t.year,
    t.measure,
    t.figure,
    t.operand,
    t.formula,
    t.times,
    t.side,
    t.sign,
    t.term,
    c.* exclude (indicator, measure, dimension, code, year)
from kpi.figure_terms as t
inner join kpi.contribution as c
    on
        t.term = c.indicator
        and t.term_measure = c.measure
        and t.term_year = c.year
        and t.term_dimension is not distinct from c.dimension
        and t.term_code is not distinct from c.code
