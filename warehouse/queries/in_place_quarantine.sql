-- The first rows of a file in columns that are not accepted: as item_quarantine.sql says of lines.
with kept as (
    select place, fields, check_name, about
    from item_aside
    union all by name
    select place, fields, check_name, about
    from item_late
    order by place
    limit $most
),

groups as (
    select about, list(place order by place)[:22] as places
    from item_late
    where about is not null
    group by about
)

select k.place, k.fields, k.check_name, coalesce(g.places, []) as places
from kept as k
left join groups as g on k.about = g.about
order by k.place
