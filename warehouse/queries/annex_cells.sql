-- The cells of tables of the annex for a year; with what a figure rests on, and whether it is not final.
select
    appendix, year, row, label, unit, column_name, value,
    returns_expected, returns_received, returns_in_part, returns_missing, returns_provisional,
    left_out, through_period, maturity, method,
    coalesce(
        (value is not null or method in ('part_missing', 'plan_missing')) and maturity <> 'final', false
    ) as incomplete
from kpi.appendix_values
where year = $year and appendix in (select unnest($tables))
order by appendix, row
