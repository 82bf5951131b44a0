-- How every expected return stands, with the answer to the submission that counts: from the first year that has any
-- return through the year after the last, so that a year in which nothing has come yet is seen to lack all of it.
select
    e.form, e.submitter, e.period, e.year, e.due_date, e.status, e.days_late, e.corrections, e.rows_accepted,
    e.rows_rejected, e.cells_lacking, coalesce(e.provisional, false) as provisional, e.receipt_no, a.path as answer
from ops.expected_returns as e
left join ops.answers as a on e.receipt_no = a.receipt_no
where
    e.year >= (select min(year) from core.returns)
    and e.year <= (select max(year) + 1 from core.returns)
order by e.year desc, e.form, e.submitter, e.period
