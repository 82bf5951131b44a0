select
    s.file_name as file,
    f.cell,
    f.check_name as name
from ops.submissions as s
inner join ops.findings as f on s.submission_id = f.submission_id
