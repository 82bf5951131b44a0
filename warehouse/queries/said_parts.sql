-- The values on which each cell of the appendices and further tables of some years rests.
select
    appendix, row, column_name, year,
    term as indicator, operand as measure, form, submitter, period, district, breakdown, value,
    submission_id
from kpi.appendix_trace
where list_contains($years::integer[], year)
