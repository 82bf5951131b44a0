-- What was found in some files, in order of receipt, then as it stands in the file.
select f.submission_id, s.file_name, f.sheet, f.cell, f.column_name, f.value, f.check_name, f.message_vi, f.message_en
from {table} as f
inner join ops.submissions as s on f.submission_id = s.submission_id and s.status <> 'duplicate'
where list_contains($submissions::varchar [], f.submission_id)
order by s.receipt_no, f.sheet, f.cell
