-- The values that count in a year's figures, with the file, sheet and cell of each.
-- Grain: one row per (submission_id, sheet, cell, indicator)
-- Written down once, so that the tables of figures need not find them in every return again.
select
    indicator, measure, form, submitter, period, year, district, breakdown, value, unit, submission_id, sheet, cell,
    counted, maturity
from core.observations
