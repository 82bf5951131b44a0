-- The returns that came late.
select e.form, e.submitter, e.period, e.due_date, e.status, e.days_late, s.file_name
from owed_returns as e
left join ops.receipts as s on e.receipt_no = s.receipt_no
where e.days_late > 0 and e.year_begun
order by e.due_date, e.form, e.submitter
