-- What was rejected of some receipts, with the decision that settled it.
select
    f.receipt_no, f.file_name, s.form, f.status, f.sheet, f.cell, f.column_name, f.value, f.check_name,
    f.message_vi, f.message_en, f.own_words, f.decision_no
from ops.findings as f
inner join ops.submissions as s on f.receipt_no = s.receipt_no
where f.severity = 'rejection' and list_contains($receipts::bigint[], f.receipt_no)
order by f.receipt_no, f.sheet, try_cast(regexp_extract(f.cell, '[0-9]+$') as integer), f.cell
