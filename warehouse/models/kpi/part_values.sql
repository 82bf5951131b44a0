-- Each reported value in each part of its indicator that it counts in: by submitter, by district, by code.
-- Grain: one row per (indicator, dimension, code, submission_id, sheet, cell)
select
    o.indicator, o.measure, o.year, o.value, o.unit, o.form, o.submitter, o.period, o.district, o.breakdown,
    o.submission_id, o.sheet, o.cell, o.receipt_no, o.file_name, o.received_at, o.column_name, o.stated,
    o.rows_added,
    'submitter' as dimension, o.submitter as code
from kpi.observed as o
inner join dim.indicators as i on o.indicator = i.code
where o.measure = 'actual' and o.counted and i.submitter is null
union all
select
    o.indicator, o.measure, o.year, o.value, o.unit, o.form, o.submitter, o.period, o.district, o.breakdown,
    o.submission_id, o.sheet, o.cell, o.receipt_no, o.file_name, o.received_at, o.column_name, o.stated,
    o.rows_added,
    'district' as dimension, o.district as code
from kpi.observed as o
where o.measure = 'actual' and o.district is not null
union all
select
    o.indicator, o.measure, o.year, o.value, o.unit, o.form, o.submitter, o.period, o.district, o.breakdown,
    o.submission_id, o.sheet, o.cell, o.receipt_no, o.file_name, o.received_at, o.column_name, o.stated,
    o.rows_added,
    i.part_dimension as dimension, o.breakdown as code
from kpi.observed as o
inner join dim.indicators as i on o.indicator = i.code
where o.measure = 'actual' and o.breakdown is not null and i.part_dimension <> 'district'
