insert into {table} by name
select
    n.*,
    now() as answered_at
from new_rows as n
