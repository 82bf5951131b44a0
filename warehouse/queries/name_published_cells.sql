-- What the cells are that a release published which knew them by their place.
update ops.figure_changes
set cell = c.cell, label = c.label
from dim.appendix_cells as c
where
    ops.figure_changes.cell is null
    and ops.figure_changes.appendix = c.appendix
    and ops.figure_changes.row = c.row
    and ops.figure_changes.column_name = c.column_name
