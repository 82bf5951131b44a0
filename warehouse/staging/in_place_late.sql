-- The rows of a file that pass by themselves and not beside the others: as `late.sql` says of lines.
create or replace temp table item_late as
with rows as (
    {{ rows }}
),

coded as (
    select
        r.place,
        r.fields,
        {%- for c in columns %}
        {{ "g.code_" if c.is_code else "r." }}{{ c.name }},
        {%- endfor %}
        case
            when not list_contains($months::varchar[], g.code_{{ month }}) then 'item_period'
            {%- if sender %}
            when g.code_{{ sender }} <> $sender then 'item_sender'
            {%- endif %}
        end as outside,
        hash({{ key_of_row }})
            in (from item_doubtful) as is_doubtful
    from rows as r
    inner join item_groups as g
        on {{ of_its_group }}
    where $some::boolean and r.is_whole
),

found as (
    select
        *,
        count(*) filter (where outside is null) over same as alike,
        dense_rank() over (
            order by {{ key_as_coded }}
        ) as about
    from coded
    where outside is not null or is_doubtful
    window same as (
        partition by {{ key_as_coded }}
    )
)

select
    * exclude (outside, is_doubtful, alike, about),
    coalesce(outside, 'duplicate_row') as check_name,
    if(outside is null, about, null) as about
from found
where outside is not null or alike > 1
