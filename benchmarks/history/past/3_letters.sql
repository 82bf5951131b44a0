insert into core.column_letters by name
select m.submission_id, 'Biểu 01' as sheet, c.column_name, c.letter, 8 as first_row, 91 as last_row
from made as m
cross join (
    values ('district', 'B'), ('service', 'C'), ('new_subscribers', 'D'), ('subscribers', 'E'), ('revenue', 'F')
) as c (column_name, letter)
order by m.receipt_no
