-- How every expected return of the newest years that have begun stands, with the answer to the submission that counts.
select
    e.form, e.submitter, e.period, e.year, e.due_date, e.status, e.days_late, e.corrections, e.rows_accepted,
    e.rows_rejected, e.cells_lacking, coalesce(e.provisional, false) as provisional, e.receipt_no, a.path as answer
from owed_returns as e
left join ops.answers as a on e.receipt_no = a.receipt_no
where e.year_begun and e.year > (select max(o.year) from owed_returns as o where o.year_begun) - $years
order by e.year desc, e.form, e.submitter, e.period
