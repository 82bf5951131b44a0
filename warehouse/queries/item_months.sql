-- The months that the accepted rows of a load are about, with their rows.
select c.code, t.rows
from (select {month} as place, count(*) as rows from {table} where load_no = $load_no and raw is null group by all) as t
inner join items.codes as c on c.list = $list and t.place = c.place
order by c.code
