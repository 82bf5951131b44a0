insert into {table} by name
select
    (select coalesce(max(receipt_no), 0) from ops.receipts) + n.place as receipt_no,
    n.* exclude (place),
    now() as ingested_at
from new_rows as n
