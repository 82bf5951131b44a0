-- The figures of a year's appendix that are not final, and what they rest on.
select
    row, column_name, returns_expected, returns_received, returns_in_part, returns_missing, returns_provisional,
    left_out, through_period, maturity, method
from kpi.appendix_values
where
    appendix = $appendix and year = $year and (value is not null or method in ('part_missing', 'plan_missing'))
    and maturity <> 'final'
