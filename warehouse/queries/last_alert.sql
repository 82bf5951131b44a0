select coalesce(max(alert_no), 0) from ops.alerts
