-- A stretch of a table, in the order in which its rows came.
select *
from {table}
where rowid between {first} and {last}
order by rowid
