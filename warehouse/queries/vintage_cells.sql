-- The cells of a signed report, blank ones as well, as `said_cells` gives those of now.
select
    appendix, row, column_name, cell, year, label, unit, decimals, cast(value as decimal(28, 12)) as value, maturity
from ops.vintage_figures
where vintage_no = $vintage_no
