insert into {table} by name select * from new_rows
