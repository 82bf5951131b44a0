-- The last receipt and decision that the figures of all of some years rest on, up to a build.
with built as (
    select
        year,
        arg_max(through_no, build_no) as through_no,
        arg_max(coalesce(through_decision, 0), build_no) as through_decision
    from ops.builds
    where build_no <= $build_no and list_contains($years::integer[], year)
    group by year
)

select
    min(through_no) as through_no,
    min(through_decision) as through_decision
from built
