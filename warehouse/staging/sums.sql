-- What the accepted rows of a load come to, by their codes.
select
    {%- for c in summed_by %}
    {{ c.name }}.code as {{ c.name }},
    {%- endfor %}
    t.* exclude (rows_added{% for c in summed_by %}, {{ c.name }}{% endfor %}),
    t.rows_added
from (
    select
        {%- for c in summed_by %}
        {{ c.name }},
        {%- endfor %}
        {%- for name in figures %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        count(*) as rows_added
    from {{ table }}
    where load_no = $load_no and raw is null
    group by all
) as t
{%- for c in summed_by %}
inner join items.codes as {{ c.name }} on {{ c.name }}.list = '{{ c.list }}' and t.{{ c.name }} = {{ c.name }}.place
{%- endfor %}
order by all
