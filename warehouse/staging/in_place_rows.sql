-- The rows of a file in columns, where it lies: the texts that say what each is about, its figures as whole numbers, its
-- fields as texts, and whether everything passes but for what those texts name.
select
    place + 1 as place,
    {%- for c in columns %}
    {%- if c.is_figure and c.is_text %}
    {{ "if(trim(coalesce(f%s, '')) = '', %s, item_number(f%s))" % (c.field, c.default, c.field) if c.default is not none
        else "item_number(f%s)" % c.field }} as {{ c.name }},
    {%- elif c.is_figure %}
    {{ "if(f%s is null, %s, try_cast(f%s as bigint))" % (c.field, c.default, c.field) if c.default is not none
        else "try_cast(f%s as bigint)" % c.field }} as {{ c.name }},
    {%- elif c.is_date %}
    strftime(f{{ c.field }}, '%Y-%m') as {{ c.name }},
    {%- else %}
    cast(f{{ c.field }} as varchar) as {{ c.name }},
    {%- endif %}
    {%- endfor %}
    [
        {%- for is_told in fields %}
        {{ "coalesce(cast(f%s as varchar), '')" % loop.index0 if is_told else "''" }}{{ "" if loop.last else "," }}
        {%- endfor %}
    ] as fields,
    coalesce(
        {%- for c in columns %}
        {%- if c.is_figure %}
        {{ c.name }} between {{ c.least }} and {{ c.most }} and
        {%- elif not c.is_code %}
        trim({{ c.name }}) <> '' and
        {%- endif %}
        {%- endfor %}
        true,
        false
    ) as is_whole
from
    read_parquet($file, file_row_number = true, hive_partitioning = false)
        as t ({% for _ in fields %}f{{ loop.index0 }}, {% endfor %}place)
