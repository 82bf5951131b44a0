-- The same as cells of appendices: what a file was written by is declared here as well.
select v.appendix, v.row, v.column_name, c.cell, v.year, v.label, v.unit, c.decimals, v.value, v.maturity
from published_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
where not c.annex
