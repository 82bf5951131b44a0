-- How many rows a table has, and the place of the last.
select count(*) as rows, coalesce(max(rowid), -1) as last_place
from {table}
