-- Every indicator by year, with the names that a table needs to be read alone.
-- Grain: one row per (indicator, year)
select
    indicator,
    indicator_vi,
    period,
    year,
    unit,
    unit_vi,
    plan,
    actual,
    percent_of_plan,
    previous,
    growth,
    next_plan,
    stock,
    returns_expected,
    returns_received,
    through_period,
    maturity
from kpi.fact_indicator_year
