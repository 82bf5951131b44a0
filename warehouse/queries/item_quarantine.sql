-- The first rows of a load that are not accepted: their places, their fields as they stand, and why, where that is a
-- matter of other rows, with the places of the first of these.
with kept as (
    select rowid as place, raw
    from {table}
    where load_no = $load_no and raw <> ''
    order by place
    limit $most
),

groups as (
    select about, list(place order by place)[:22] as places
    from item_late
    where about is not null
    group by about
)

select k.place, k.raw, coalesce(l.check_name, '') as check_name, coalesce(g.places, []) as places
from kept as k
left join item_late as l on k.place = l.place
left join groups as g on l.about = g.about
order by k.place
