select
    null::integer as year,
    string_agg(file_name, ', ' order by file_name) as about,
    count(*) as value,
    1 as against,
    receipt_no
from ops.receipts
group by receipt_no
having count(*) > 1
