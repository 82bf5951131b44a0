-- The values that count in the figures, each with its receipt, file, sheet and cell.
-- Grain: one row per (receipt_no, sheet, cell, indicator)
select
    o.indicator,
    o.measure,
    o.period,
    o.year,
    o.submitter,
    o.district,
    o.breakdown,
    o.value,
    o.unit,
    o.counted,
    o.maturity,
    o.form,
    r.receipt_no,
    r.file_name,
    timezone('Asia/Ho_Chi_Minh', r.received_at) as received_at,
    o.sheet,
    o.cell
from kpi.observed as o
inner join ops.submissions as r on o.submission_id = r.submission_id and r.status <> 'duplicate'
