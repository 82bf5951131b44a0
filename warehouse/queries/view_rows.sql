-- Some rows of a view as they come, each with how many there are in all (`rows_there`): it is worked out once for both.
with whole as materialized (
    select * from {view}
),

some_rows as (
    select * from whole limit {rows} -- noqa: AM09
)

select
    *,
    (select count(*) from whole) as rows_there
from some_rows
order by all
