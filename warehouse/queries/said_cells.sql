-- The cells of the appendices of some years that hold a figure, exact and in the printed unit; of further tables
-- where asked for.
select v.appendix, v.row, v.column_name, c.cell, v.year, v.label, v.unit, c.decimals, v.value, v.maturity
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
where list_contains($years::integer[], v.year) and v.value is not null and (not c.annex or $annex)
