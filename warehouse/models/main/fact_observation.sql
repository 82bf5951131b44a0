-- The values that count in the figures, each with its receipt, file, sheet and cell.
-- Grain: one row per (receipt_no, sheet, cell, indicator)
select
    indicator,
    measure,
    period,
    year,
    submitter,
    district,
    breakdown,
    value,
    unit,
    counted,
    maturity,
    form,
    receipt_no,
    file_name,
    timezone('Asia/Ho_Chi_Minh', received_at) as received_at,
    sheet,
    cell
from kpi.observed
