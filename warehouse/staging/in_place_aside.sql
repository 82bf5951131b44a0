-- The first rows of a file that do not pass by themselves.
create or replace temp table item_aside as
with rows as (
    {{ rows }}
)

select
    r.place,
    r.fields,
    cast('' as varchar) as check_name,
    cast(null as bigint) as about
from rows as r
left join item_groups as g
    on {{ of_its_group }}
where $some::boolean and (not r.is_whole or g.rows_added is null)
order by r.place
limit $most
