-- The rows of an item-level return, typed; of a row that does not pass, its fields as they stand in `raw`, of a blank
-- line an empty text. Nothing here may change the order of the rows: their places in the table are their lines.
insert into {{ table }} by name
with fields as (
    {%- if by_line %}
    select
        coalesce(line, '') as line,
        len(parts) = $width as is_row,
        {%- for n in range(width) %}
        if(len(parts) = $width, parts[{{ n + 1 }}], null) as f{{ n }}{{ "" if loop.last else "," }}
        {%- endfor %}
    from (select line, item_fields(line, $delimiter) as parts from ({{ lines }}) as l) as p
    {%- else %}
    select
        true as is_row,
        *
    from
        read_csv(
            $file,
            auto_detect = false,
            header = true,
            delim = $delimiter,
            quote = '"',
            escape = '"',
            columns = $columns,
            -- Of each buffer come full row groups and a rest, and the checkpoints after it lay rests together, which takes
            -- nearly as long as the load. Of larger buffers there are fewer; those of DuckDB's own choice have half of this.
            buffer_size = 67108864
        )
    {%- endif %}
),

typed as (
    select
        *,
        {%- for c in columns %}
        {%- if c.kind %}
        enum_code(
            coalesce(try_cast(f{{ c.field }} as {{ c.kind }}), try_cast(lower(trim(f{{ c.field }})) as {{ c.kind }}))
        ) as label_{{ c.name }},
        {%- elif c.is_figure %}
        {{ "if(trim(coalesce(f%s, '')) = '', %s, item_number(f%s))" % (c.field, c.default, c.field) if c.default is not none
            else "item_number(f%s)" % c.field }} as value_{{ c.name }},
        {%- endif %}
        {%- endfor %}
        true as is_typed
    from fields
)

select
    cast($load_no as integer) as load_no,
    {%- for c in columns %}
    {%- if c.kind %}
    cast(if(label_{{ c.name }} < {{ c.codes }}, label_{{ c.name }}, $places.{{ c.name }}[label_{{ c.name }} + 1]) as usmallint)
        as {{ c.name }},
    {%- elif c.is_figure %}
    value_{{ c.name }} as {{ c.name }},
    {%- else %}
    f{{ c.field }} as {{ c.name }},
    {%- endif %}
    {%- endfor %}
    case
        when
            {%- for c in columns %}
            {%- if c.kind %}
            label_{{ c.name }} is not null and
            {%- elif c.is_figure %}
            value_{{ c.name }} between {{ c.least }} and {{ c.most }} and
            {%- else %}
            trim(f{{ c.field }}) <> '' and
            {%- endif %}
            {%- endfor %}
            is_row
            then null
        {%- if by_line %}
        when trim(line) = '' then ''
        when not is_row then line
        {%- endif %}
        else
            concat_ws(
                chr(31),
                {%- for n in range(width) %}
                coalesce(f{{ n }}, ''){{ "" if loop.last else "," }}
                {%- endfor %}
            )
    end as raw
from typed
