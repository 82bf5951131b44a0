select status, count(*) as files
from ops.submissions
group by status
order by status
