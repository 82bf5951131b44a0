-- The newest digest.
select alert_no, noted_at, through_no, publication_no
from ops.alerts
where kind = 'digest'
order by alert_no desc
limit 1
