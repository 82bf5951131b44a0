-- A value, as a query is given it.
select $value
