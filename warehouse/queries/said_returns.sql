-- The returns that count for some years. `counting`: of a plan, the submission whose targets count.
select r.form, r.submitter, r.period, r.submission_id, coalesce(p.submission_id, r.submission_id) as counting
from core.returns as r
left join core.plans_in_force as p on r.form = p.form and r.submitter = p.submitter and r.period = p.period
where list_contains($years::integer[], r.year)
