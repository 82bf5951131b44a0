-- The returns that are overdue and that people are told of, from the first year of which anything has come.
select form, submitter, period, due_date, year, year_begun
from owed_returns
where status = 'missing' and year_begun is not null
order by due_date desc, form, period, submitter
