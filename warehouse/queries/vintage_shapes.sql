-- What the cells of a signed report say of the tables that they stood in.
select appendix, row, column_name, label, unit, decimals, indicator, measure, breakdown
from ops.vintage_figures
where vintage_no = $vintage_no
order by appendix, row, column_name
