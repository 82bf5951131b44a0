-- The months and senders that the rows of a file are about which pass by themselves, with their rows.
select {month} as month, {sender} as sender, cast(sum(rows_added) as bigint) as rows
from item_groups
where passes
group by all
order by all
