-- Those of a year, always in the same order.
select * from main.{view} where year = $year order by all
