insert into {table} by name
select
    n.*,
    now() as told_at
from new_rows as n
