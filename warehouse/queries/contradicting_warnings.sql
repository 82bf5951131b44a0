-- The warnings of some kinds that nobody mended or settled, with where the answer to the file lies.
select
    f.receipt_no, f.file_name, s.submitter, f.sheet, f.cell, f.check_name, f.message_vi, f.message_en,
    a.path as answer
from ops.findings as f
inner join ops.receipts as s on f.receipt_no = s.receipt_no
left join ops.answers as a on f.receipt_no = a.receipt_no
where
    f.severity = 'warning'
    and list_contains($checks::varchar[], f.check_name)
    and not f.closed
    and coalesce(f.settled_until < current_date, true)
order by f.receipt_no, f.sheet, f.cell
