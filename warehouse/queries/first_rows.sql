-- Some rows of a table as they lie, or of a view as they come: no more is read than that takes.
select * from (select * from {table} limit {rows}) as t order by all
