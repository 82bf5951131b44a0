insert into ops.receipts by name
select
    receipt_no, submission_id, 'BC ' || submitter || ' ' || period || '.xlsx' as file_name,
    'operator_quarterly' as form, submitter, period, 'accepted' as outcome,
    (first_day + interval 100 day)::timestamptz as received_at, 84 as rows_read, 84 as rows_accepted, 0 as rows_rejected,
    0 as rows_other, 0 as days_late, 9000 as size_bytes, now() as ingested_at, 'made' as declarations
from made
order by receipt_no
