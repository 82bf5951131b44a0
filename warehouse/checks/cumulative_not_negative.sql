-- asset: core/cumulative_flows
-- severity: warning
-- vi: Số luỹ kế từ đầu năm nhỏ hơn số hiện được tính của các kỳ trước
-- en: A figure since the beginning of the year is below what counts by now for the periods before it
select r.receipt_no, r.file_name, f.submitter, f.period, f.sheet, f.cell, f.key, f.stated, f.before, f.value
from core.cumulative_flows as f
inner join ops.receipts as r on f.submission_id = r.submission_id and r.outcome <> 'duplicate'
where f.value < 0
