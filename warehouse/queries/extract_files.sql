-- Of the files whose values stand in the figures alone.
create table readers_copy.{relation} as
select {columns}
from {relation}
where submission_id in (
    select submission_id from kpi.observed
    union all
    select submission_id from kpi.plan_versions
)
