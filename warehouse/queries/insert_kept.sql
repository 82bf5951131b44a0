insert into {table} by name select * from kept.{table}
