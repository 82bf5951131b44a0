-- What a person should still see: not mended by a later submission, nor settled by a decision that holds today.
select
    receipt_no, submission_id, file_name, severity, sheet, cell, column_name, value, check_name, message_vi, message_en
from ops.findings
where severity = $severity and not closed and coalesce(settled_until < current_date, true)
order by receipt_no desc, sheet, try_cast(regexp_extract(cell, '\d+') as integer), cell
