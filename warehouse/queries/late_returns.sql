-- Returns that came after their due date, in order of receipt.
select file_name, form, submitter, period, days_late
from ops.submissions
where days_late > 0 and status in ('accepted', 'accepted_with_rejections', 'nil', 'superseded')
order by receipt_no
