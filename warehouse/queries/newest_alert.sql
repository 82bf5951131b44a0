-- The newest message of a kind.
select alert_no, kind, noted_at, message
from ops.alerts
where kind = $kind
order by alert_no desc
limit 1
