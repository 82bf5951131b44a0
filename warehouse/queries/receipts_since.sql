-- The receipts after a number, of some files or of all, in order of receipt.
select
    receipt_no, submission_id, file_name, form, submitter, period, status,
    received_at, rows_read, rows_accepted, rows_rejected, rows_other, days_late
from ops.submissions
where receipt_no > $after and ($files is null or list_contains($files::varchar[], submission_id))
order by receipt_no
