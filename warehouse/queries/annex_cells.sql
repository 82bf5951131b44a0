-- The cells of tables of the annex for a year; with how many returns a figure rests on, and whether some are lacking.
select
    appendix, year, row, label, unit, column_name, value,
    returns_expected, returns_received, returns_in_part, returns_missing, through_period,
    value is not null and (returns_received < returns_expected or returns_in_part > 0) as incomplete
from kpi.appendix_values
where year = $year and appendix in (select unnest($tables))
order by appendix, row
