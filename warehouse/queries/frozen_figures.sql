-- Every cell of the appendices and further tables of a year, and what it rests on.
select
    v.appendix, v.row, v.column_name, v.year, v.label, v.unit, c.decimals, c.indicator, c.measure, c.breakdown, v.value,
    v.returns_expected, v.returns_received, v.returns_in_part, v.returns_missing, v.returns_provisional,
    v.left_out, v.through_period, v.maturity, v.method
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
where v.year = $year
