-- What stands at each place of the appendices.
select appendix, row, column_name, indicator, breakdown, measure, per_base
from dim.appendix_cells
where not annex
