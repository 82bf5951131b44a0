-- The accepted rows of an item-level return, with file, line and codes.
-- Grain: one row per (submission_id, row)
select
    l.submission_id,
    '{{ sheet }}' as sheet,
    cast(t.rowid - l.first_row + l.first_line as integer) as row,
    {%- for c in columns %}
    {{ c.name ~ ".code" if c.list else "t." ~ c.name }} as {{ c.name }}{{ "" if loop.last else "," }}
    {%- endfor %}
from {{ table }} as t
inner join items.loads as l on t.load_no = l.load_no and l.form = '{{ form }}'
{%- for c in columns %}
{%- if c.list %}
inner join items.codes as {{ c.name }} on {{ c.name }}.list = '{{ c.list }}' and t.{{ c.name }} = {{ c.name }}.place
{%- endif %}
{%- endfor %}
where t.raw is null
