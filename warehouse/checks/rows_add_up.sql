select
    null::integer as year,
    file_name as about,
    rows_read as value,
    rows_accepted + rows_rejected + rows_other as against,
    receipt_no,
    submission_id
from ops.receipts
where rows_read <> rows_accepted + rows_rejected + rows_other
