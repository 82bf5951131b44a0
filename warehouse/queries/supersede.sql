-- The newest accepted submission of a return counts, whole; the older ones stay readable.
update ops.submissions as s
set status = 'superseded', superseded_by = n.submission_id
from (
    select form, submitter, period, max(receipt_no) as receipt_no, arg_max(submission_id, receipt_no) as submission_id
    from ops.submissions
    where status in ('accepted', 'accepted_with_rejections')
    group by form, submitter, period
) as n
where
    s.form = n.form and s.submitter = n.submitter and s.period = n.period
    and s.status in ('accepted', 'accepted_with_rejections')
    and s.receipt_no < n.receipt_no
