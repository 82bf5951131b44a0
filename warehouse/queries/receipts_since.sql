-- The receipts after a number, of some files or of all, in order of receipt, with where the answer lies in the outbox.
select
    s.receipt_no, s.submission_id, s.file_name, s.form, s.submitter, s.period, s.status,
    s.received_at, s.rows_read, s.rows_accepted, s.rows_rejected, s.rows_other, s.days_late, a.path as answer
from ops.submissions as s
left join ops.answers as a on s.receipt_no = a.receipt_no
where s.receipt_no > $after and ($files is null or list_contains($files::varchar[], s.submission_id))
order by s.receipt_no
