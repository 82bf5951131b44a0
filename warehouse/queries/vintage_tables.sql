-- The tables of a signed report, as they were declared when it was signed.
select number, annex, declared
from ops.vintage_tables
where vintage_no = $vintage_no
order by number
