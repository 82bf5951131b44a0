-- The messages noted from a moment on that a channel still owes, the oldest first, with the last failure.
with owed as (
    select alert_no, kind, noted_at, message, unnest(channels) as channel
    from ops.alerts
    where noted_at >= $since
),

tried as (
    select alert_no, channel, bool_or(outcome = 'sent') as sent, arg_max(detail, tried_at) as detail
    from ops.alert_sends
    group by alert_no, channel
)

select o.alert_no, o.kind, o.noted_at, o.message, o.channel, t.detail
from owed as o
left join tried as t on o.alert_no = t.alert_no and o.channel = t.channel
where coalesce(not t.sent, true)
order by o.alert_no, o.channel
