-- The values that count in a year's figures, with the file, sheet and cell of each.
-- Grain: one row per (submission_id, sheet, cell, indicator)
-- Written down once, so that figures, traces and readers need not find them, nor their files, in every return again.
select
    o.indicator, o.measure, o.form, o.submitter, o.period, o.year, o.district, o.breakdown, o.value, o.unit,
    o.submission_id, o.sheet, o.cell, o.counted, o.maturity, s.receipt_no, s.file_name, s.received_at, o.column_name,
    u.stated, o.rows_added
from core.observations as o
inner join ops.receipts as s on o.submission_id = s.submission_id and s.outcome <> 'duplicate'
left join core.cumulative as u
    on o.submission_id = u.submission_id and o.sheet = u.sheet and o.cell = u.cell
