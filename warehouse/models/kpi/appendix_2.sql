-- Appendix 2, telecom and internet: one row per printed row.
-- Grain: one row per (year, row)
select
    year,
    row,
    any_value(label) as label,
    any_value(unit) as unit,
    max(value) filter (where column_name = 'plan') as plan,
    max(value) filter (where column_name = 'actual') as actual,
    max(value) filter (where column_name = 'percent_of_plan') as percent_of_plan,
    max(value) filter (where column_name = 'stock') as stock,
    max(value) filter (where column_name = 'next_plan') as next_plan
from kpi.appendix_values
where appendix = 2
group by year, row
