-- The figures of an indicator for a year, in the base unit.
select distinct indicator, dimension, code, year, measure, figure as value
from kpi.figure_terms
where indicator = $indicator and year = $year
order by dimension nulls first, code, measure
