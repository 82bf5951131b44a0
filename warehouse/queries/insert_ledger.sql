insert into {table} by name
select n.*, now() as ingested_at from new_rows as n
