-- What was rejected in submissions that nothing has superseded since, newest first.
select f.submission_id, s.file_name, f.sheet, f.cell, f.column_name, f.value, f.check_name, f.message_vi, f.message_en
from ops.rejections as f
inner join ops.submissions as s on f.submission_id = s.submission_id
where s.status in ('rejected', 'accepted_with_rejections')
order by s.receipt_no desc, f.sheet, try_cast(regexp_extract(f.cell, '\d+') as integer), f.cell
