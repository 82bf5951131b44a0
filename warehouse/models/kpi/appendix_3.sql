-- Appendix 3, inspection: one row per printed row; the last row is the total.
-- Grain: one row per (year, row)
select
    year,
    row,
    any_value(label) as label,
    any_value(unit) as unit,
    max(value) filter (where column_name = 'inspected') as inspected,
    max(value) filter (where column_name = 'in_breach') as in_breach,
    max(value) filter (where column_name = 'warnings') as warnings,
    max(value) filter (where column_name = 'fines') as fines,
    max(value) filter (where column_name = 'fined_amount') as fined_amount,
    max(value) filter (where column_name = 'paid_amount') as paid_amount,
    string_agg(
        column_name || ' ' || returns_received || '/' || returns_expected
        || if(returns_in_part > 0, ' (' || returns_in_part || ' in part)', ''),
        ', ' order by column_name
    ) filter (where value is not null and (returns_received < returns_expected or returns_in_part > 0)) as incomplete,
    string_agg(column_name || ' ' || maturity, ', ' order by column_name) filter (
        where value is not null and maturity <> 'final'
    ) as maturity
from kpi.appendix_values
where appendix = 3
group by year, row
