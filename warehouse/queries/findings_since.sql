-- What was found in the files received after a number, in order of receipt, then as it stands in the file.
select
    f.submission_id, s.file_name, f.sheet, f.cell, f.column_name, f.value, f.check_name, f.message_vi, f.message_en,
    f.own_words
from {table} as f
inner join ops.receipts as s on f.submission_id = s.submission_id and s.outcome <> 'duplicate'
where s.receipt_no > $after
order by s.receipt_no, f.sheet, try_cast(regexp_extract(f.cell, '\d+') as integer), f.cell
