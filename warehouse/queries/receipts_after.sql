-- The receipts after a number, as they stand.
select receipt_no, file_name, form, submitter, period, status, ingested_at
from ops.submissions
where receipt_no > $through_no
