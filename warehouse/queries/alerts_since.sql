-- The messages noted from a moment on, the oldest first.
select alert_no, kind, noted_at, message
from ops.alerts
where noted_at >= $since and ($kind::varchar is null or kind = $kind)
order by alert_no
