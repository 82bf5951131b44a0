select submission_id, form, file_name, received_at
from ops.submissions
where receipt_no = $receipt_no and status <> 'duplicate'
