-- The figures of a signed report, as `said_cells` gives those of now.
select appendix, row, column_name, year, label, unit, decimals, cast(value as decimal(28, 12)) as value, maturity
from ops.vintage_figures
where vintage_no = $vintage_no and value is not null
