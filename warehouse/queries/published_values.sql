-- The figures of the appendices of some years, as a file for readers has them.
select appendix, row, column_name, year, label, unit, value, maturity
from kpi.appendix_values
where list_contains($years::integer[], year) and value is not null
