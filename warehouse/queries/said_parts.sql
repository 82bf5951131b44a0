-- The values of some submitters on which each cell of the appendices of some years rests; of further tables where asked
-- for.
select
    appendix, row, column_name, year,
    term as indicator, operand as measure, form, submitter, period, district, breakdown, value,
    submission_id
from kpi.appendix_trace
where
    list_contains($years::integer[], year)
    and list_contains($submitters::varchar[], submitter)
    and appendix in (select appendix from dim.appendix_cells where not annex or $annex)
