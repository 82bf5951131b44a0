-- Builds are told apart by number: where the clock was set back, the newest one has not the latest moment.
alter table ops.builds add column build_no bigint;

update ops.builds
set build_no = n.build_no
from (select distinct built_at, dense_rank() over (order by built_at) as build_no from ops.builds) as n
where ops.builds.built_at = n.built_at;

alter table ops.model_builds add column build_no bigint;

update ops.model_builds
set build_no = n.build_no
from (select distinct built_at, dense_rank() over (order by built_at) as build_no from ops.model_builds) as n
where ops.model_builds.built_at = n.built_at;
