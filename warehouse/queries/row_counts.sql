select
    coalesce(sum(rows_read), 0) as rows_read,
    coalesce(sum(rows_accepted), 0) as rows_accepted,
    coalesce(sum(rows_rejected), 0) as rows_rejected,
    coalesce(sum(rows_other), 0) as rows_other
from ops.receipts
