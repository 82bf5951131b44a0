-- The values that the terms of `terms` are the sums of: for each term, submission and sheet, cell by cell.
select
    c.indicator as term,
    c.measure as term_measure,
    c.year as term_year,
    c.dimension as term_dimension,
    c.code as term_code,
    c.form,
    c.submitter,
    c.period,
    c.submission_id,
    c.receipt_no,
    c.file_name,
    c.received_at,
    c.sheet,
    any_value(c.column_name) as column_name,
    any_value(c.decision_number) as decision_number,
    any_value(c.decision_date) as decision_date,
    sum(c.value) as total,
    list(
        { 'cell': c.cell, 'value': c.value, 'stated': c.stated, 'district': c.district, 'breakdown': c.breakdown }
        order by cast(regexp_extract(c.cell, '[0-9]+$') as integer), c.cell
    ) as cells
from kpi.contribution as c
inner join terms as t
    on
        c.indicator = t.term
        and c.measure = t.term_measure
        and c.year = t.term_year
        and c.dimension is not distinct from t.term_dimension
        and c.code is not distinct from t.term_code
group by all
order by c.submitter, c.period, c.receipt_no, c.sheet
