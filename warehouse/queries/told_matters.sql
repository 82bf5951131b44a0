-- Every matter that was noted.
select distinct unnest(matters) as matter
from ops.alerts
