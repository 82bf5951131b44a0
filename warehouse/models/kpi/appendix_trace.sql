-- Every cell of the appendices and further tables down to the values that it is worked out from.
-- Grain: one row per (appendix, row, column_name, year, operand, side, term, submission_id, sheet, cell)
select
    c.appendix,
    c.row,
    c.column_name,
    c.label,
    c.unit as printed_unit,
    c.per_base,
    c.decimals,
    t.* exclude (column_name),
    t.column_name as form_column
from dim.appendix_cells as c
inner join kpi.trace as t
    on
        c.indicator = t.indicator
        and c.measure = t.measure
        and case when c.breakdown is not null then c.dimension end is not distinct from t.dimension
        and c.breakdown is not distinct from t.code
