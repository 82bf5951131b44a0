-- Every cell of the appendices and further tables down to the values that it is worked out from.
-- Grain: one row per (appendix, row, column_name, year, operand, side, term, submission_id, sheet, cell)
-- As of kpi.trace; said anew, for readers ask it most: one join with what counts, beside the targets.
select
    t.* exclude (term_measure, term_year, term_dimension, term_code, term_parts, term_submitter, term_period),
    o.value,
    o.unit,
    o.form,
    o.submitter,
    o.period,
    o.district,
    o.breakdown,
    o.submission_id,
    o.receipt_no,
    o.file_name,
    o.received_at,
    o.sheet,
    o.cell,
    o.stated,
    o.rows_added,
    cast(null as varchar) as decision_number,
    cast(null as date) as decision_date,
    o.column_name as form_column
from kpi.appendix_terms as t
inner join kpi.observed as o
    on
        t.term = o.indicator
        and t.term_measure = o.measure
        and t.term_year = o.year
        and (t.term_period is null or t.term_period = o.period)
        -- As of kpi.part_values.
        and case t.term_dimension
            when 'submitter'
                then
                    (o.counted and t.term_submitter is null and t.term_code = o.submitter)
                    or (t.term_parts = 'submitter' and t.term_code = o.breakdown)
            when 'district' then t.term_code = o.district
            when 'breakdown' then t.term_parts = 'breakdown' and t.term_code = o.breakdown
            else o.counted
        end
where t.term_measure = 'actual'
union all by name
select * from kpi.appendix_targets
