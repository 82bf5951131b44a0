-- The returns that are overdue, of the years that the board shows: a year in which nothing came yet lacks all of it.
select e.form, e.submitter, e.period, e.due_date
from ops.expected_returns as e
where
    e.status = 'missing'
    and e.year >= (select min(year) from core.returns)
    and e.year <= (select max(year) + 1 from core.returns)
order by e.due_date desc, e.form, e.period, e.submitter
