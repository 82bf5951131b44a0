-- What the cells are that were signed by a release which knew them by their place.
update ops.vintage_figures
set cell = c.cell
from dim.appendix_cells as c
where
    ops.vintage_figures.cell is null
    and ops.vintage_figures.appendix = c.appendix
    and ops.vintage_figures.column_name = c.column_name
    and ops.vintage_figures.indicator = c.indicator
    and ops.vintage_figures.measure = c.measure
    and ops.vintage_figures.breakdown is not distinct from c.breakdown
    and ops.vintage_figures.unit is not distinct from c.unit
