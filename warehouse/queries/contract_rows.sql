-- The rows of a view of the contract, always in the same order.
select * from main.{view} order by all
