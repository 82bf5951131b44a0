-- Some rows of a table as they lie, or of a view as they come: no more is read than that takes.
with some_rows as (
    select * from {table} limit {rows} -- noqa: AM09
)

select * from some_rows order by all
