-- asset: ops/receipts
-- severity: error
-- vi: Mỗi dòng đã đọc phải được nhận, bị loại, hoặc là dòng tổng, tiêu đề, ghi chú
-- en: Every row read is accepted, rejected, or a total, heading or note
select submission_id, file_name, rows_read, rows_accepted, rows_rejected, rows_other
from ops.receipts
where rows_read <> rows_accepted + rows_rejected + rows_other
