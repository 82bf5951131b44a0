insert into {table} by name select *, now() as linked_at from new_rows
