-- The accepted rows of a load that do not pass beside the others of it: those about other months than its period's, and
-- those about the same thing as others, with the number of what they are about.
create or replace temp table item_late as
with outside as (
    select
        t.rowid as place,
        {{ "if(list_contains($months::varchar[], c.code), 'item_sender', 'item_period')" if sender else "'item_period'" }}
            as check_name,
        cast(null as bigint) as about
    from {{ table }} as t
    inner join items.codes as c on c.list = $list and t.{{ month }} = c.place
    {%- if sender %}
    inner join items.codes as s on s.list = $senders and t.{{ sender }} = s.place
    {%- endif %}
    where
        $some::boolean
        and t.load_no = $load_no
        and t.raw is null
        and (
            not list_contains($months::varchar[], c.code)
            {%- if sender %}
            or s.code <> $sender
            {%- endif %}
        )
),

{% if key -%}
alike as (
    select
        rowid as place,
        {{ key }}
    from {{ table }}
    where $some::boolean and load_no = $load_no and raw is null and hash({{ key }}) in (from item_doubtful)
),

repeated as (
    select
        a.place,
        'duplicate_row' as check_name,
        dense_rank() over (order by {{ key }}) as about
    from alike as a
    anti join outside as o on a.place = o.place
    qualify count(*) over (partition by {{ key }}) > 1
),
{%- endif %}

found as (
    from outside
    {%- if key %}
    union all
    from repeated
    {%- endif %}
)

from found
