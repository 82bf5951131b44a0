-- Returns that are overdue and not in, for the years that have any returns at all.
select e.form, e.submitter, e.period, e.due_date
from dim.expected_returns as e
left join core.returns as r on e.form = r.form and e.submitter = r.submitter and e.period = r.period
where
    r.submission_id is null
    and e.due_date < current_date
    and e.year in (select year from core.returns)
order by e.due_date, e.form, e.submitter
