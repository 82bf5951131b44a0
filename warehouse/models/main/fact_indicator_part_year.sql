-- Every indicator's result by year and part. A district goes by the name that it had at the end of the year.
-- Grain: one row per (indicator, year, dimension, code)
select
    indicator,
    indicator_vi,
    period,
    year,
    dimension,
    code,
    code_vi,
    submitter,
    district,
    breakdown,
    unit,
    unit_vi,
    adds_up,
    actual,
    share,
    maturity
from kpi.fact_indicator_part_year
