-- The figures of a year's appendix that rest on incomplete returns.
select row, column_name, returns_expected, returns_received, returns_in_part, returns_missing, through_period
from kpi.appendix_values
where
    appendix = $appendix and year = $year and value is not null
    and (returns_received < returns_expected or returns_in_part > 0)
