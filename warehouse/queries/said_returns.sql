-- The returns that count for some years.
select form, submitter, period, submission_id
from core.returns
where list_contains($years::integer[], year)
