-- The forms in which the values of a year came; of what lists by codes carry, their format.
select distinct form from kpi.observed where year = $year
