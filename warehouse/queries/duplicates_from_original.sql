-- A duplicate is about what its original is about.
update ops.submissions as d
set form = o.form, submitter = o.submitter, period = o.period, days_late = o.days_late
from ops.submissions as o
where d.status = 'duplicate' and d.form is null and o.submission_id = d.submission_id and o.status <> 'duplicate'
