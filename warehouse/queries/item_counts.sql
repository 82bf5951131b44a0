-- Of the rows of a load: the place of the first, how many there are, how many are not accepted, how many are blank.
select min(rowid), count(*), count(raw), count(*) filter (where raw = '')
from {table}
where load_no = $load_no
