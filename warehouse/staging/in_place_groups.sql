-- The rows of a file that pass by themselves, added up by the texts that say what they are about, with the codes that
-- these name: null where they name none.
create or replace temp table item_groups as
with rows as (
    {{ rows }}
),

texts as (
    select
        {%- for c in columns if c.is_code %}
        {{ c.name }},
        {%- endfor %}
        {%- for c in columns if c.is_figure %}
        sum({{ c.name }}) as {{ c.name }},
        {%- endfor %}
        count(*) as rows_added
    from rows
    where is_whole
    group by all
)

select
    t.*,
    {%- for c in columns if c.is_code %}
    coalesce({{ c.name }}_as_is.code, {{ c.name }}_trimmed.code) as code_{{ c.name }},
    {%- endfor %}
    {%- for c in columns if c.is_code %}
    code_{{ c.name }} is not null and
    {%- endfor %}
    true as passes
from texts as t
{%- for c in columns if c.is_code %}
left join item_labels as {{ c.name }}_as_is
    on {{ c.name }}_as_is.column_name = '{{ c.name }}' and t.{{ c.name }} = {{ c.name }}_as_is.text
left join item_labels as {{ c.name }}_trimmed
    on {{ c.name }}_trimmed.column_name = '{{ c.name }}' and lower(trim(t.{{ c.name }})) = {{ c.name }}_trimmed.text
{%- endfor %}
