insert into {table} by name
select * from kept.{table} where list_contains($files, submission_id)
