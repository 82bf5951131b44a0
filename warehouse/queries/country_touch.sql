-- The next year is held against a year.
insert into country.touched
select distinct y.year + n.after, now()
from (select unnest($years::integer[]) as year) as y
cross join (values (0), (1)) as n (after)
