-- The months and senders that the rows of a file are about which pass by themselves, with their rows.
select {month} as said_month, {sender} as said_sender, cast(sum(rows_added) as bigint) as rows
from item_groups
where passes
group by all
order by all
