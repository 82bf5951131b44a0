-- An appendix as it is printed, written out for each that is declared.
-- Grain: one row per (year, row)
select
    year,
    row,
    label,
    unit,
    {%- for column in columns %}
    {{ column }},
    {%- endfor %}
    incomplete,
    maturity
from kpi.appendix_{{ number }}
