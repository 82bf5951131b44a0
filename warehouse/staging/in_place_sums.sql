-- What the accepted rows of a file come to: those that pass by themselves, less those that repeat one another.
with parts as (
    select
        {%- for c in summed_by %}
        code_{{ c.name }} as {{ c.name }},
        {%- endfor %}
        {%- for c in columns if c.is_figure %}
        {{ c.name }},
        {%- endfor %}
        rows_added
    from item_groups
    where
        passes
        and list_contains($months::varchar[], code_{{ month }})
        {%- if sender %}
        and code_{{ sender }} = $sender
        {%- endif %}
    union all
    select
        {%- for c in summed_by %}
        code_{{ c.name }} as {{ c.name }},
        {%- endfor %}
        {%- for c in columns if c.is_figure %}
        -{{ c.name }} as {{ c.name }},
        {%- endfor %}
        -1 as rows_added
    from item_late
    where check_name = 'duplicate_row'
)

select
    {%- for c in summed_by %}
    {{ c.name }},
    {%- endfor %}
    {%- for c in columns if c.is_figure %}
    sum({{ c.name }}) as {{ c.name }},
    {%- endfor %}
    sum(rows_added) as rows_added
from parts
group by all
having sum(rows_added) > 0
order by all
