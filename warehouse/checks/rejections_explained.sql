-- asset: ops/receipts
-- severity: error
-- vi: Mỗi tệp bị loại hoặc có dòng bị loại phải có lời giải thích
-- en: Every submission that lost a row, or was refused, has its reasons
select s.submission_id, s.file_name, s.outcome
from ops.receipts as s
where
    (s.outcome = 'rejected' or s.rows_rejected > 0)
    and not exists (select 1 from ops.rejections as r where r.submission_id = s.submission_id)
