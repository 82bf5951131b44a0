-- What was decided or published up to a moment, and is not there yet.
insert into {table} by name
select k.*
from kept.{table} as k
where k.{moment} <= $at and k.{number} > (select coalesce(max({number}), 0) from {table})
order by k.{number}
