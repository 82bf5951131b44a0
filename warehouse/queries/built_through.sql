-- The last receipt and decision that figures rest on, of whatever year, up to a build. What readers have of any year
-- takes in all up to them that it could rest on: nothing is published while a year is older than that.
select
    max(through_no) as through_no,
    max(coalesce(through_decision, 0)) as through_decision
from ops.builds
where build_no <= $build_no
