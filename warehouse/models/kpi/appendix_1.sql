-- Appendix 1, post and delivery: one row per printed row.
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
    max(value) filter (where column_name = 'next_plan') as next_plan,
    string_agg(
        column_name || ' ' || returns_received || '/' || returns_expected
        || if(returns_in_part > 0, ' (' || returns_in_part || ' in part)', ''),
        ', ' order by column_name
    ) filter (where value is not null and (returns_received < returns_expected or returns_in_part > 0)) as incomplete,
    string_agg(column_name || ' ' || maturity, ', ' order by column_name) filter (
        where value is not null and maturity <> 'final'
    ) as maturity
from kpi.appendix_values
where appendix = 1
group by year, row
