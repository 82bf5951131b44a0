insert into {table} by name
select $number as vintage_no, * from new_rows
