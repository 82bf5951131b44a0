-- An appendix: one row per printed row. Written out for each that is declared.
-- Grain: one row per (year, row)
select
    year,
    row,
    any_value(label) as label,
    any_value(unit) as unit,
    {%- for column in columns %}
    max(value) filter (where column_name = '{{ column }}') as {{ column }},
    {%- endfor %}
    string_agg(
        column_name || ' ' || case method
            when 'plan_missing' then 'no plan of ' || regexp_replace(left_out, ':\w+', '', 'g')
            when 'part_missing' then 'no estimate of a part'
            else
                returns_received || '/' || returns_expected
                || if(returns_in_part > 0, ' (' || returns_in_part || ' in part)', '')
        end,
        ', ' order by column_name
    ) filter (
        where method in ('plan_missing', 'part_missing')
        or value is not null and (returns_received < returns_expected or returns_in_part > 0)
    ) as incomplete,
    string_agg(column_name || ' ' || maturity, ', ' order by column_name) filter (
        where value is not null and maturity <> 'final'
    ) as maturity
from kpi.appendix_values
where appendix = {{ number }}
group by year, row
