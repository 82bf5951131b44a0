-- A year rests on no more than the model of it that was built first: what came in since is left to the next night.
insert into ops.builds (year, through_no, rules, built_at, through_decision, build_no, model_build_no)
with wanted as (
    select unnest($years::integer[]) as year
),

built as (
    select
        model,
        year,
        arg_max(through_no, build_no) as through_no,
        arg_max(through_decision, build_no) as through_decision
    from ops.model_builds
    group by model, year
)

select
    w.year,
    coalesce(min(b.through_no), 0) as through_no,
    $rules,
    now() as built_at,
    coalesce(min(b.through_decision), 0) as through_decision,
    (select coalesce(max(build_no), 0) + 1 from ops.builds) as build_no,
    (select coalesce(max(build_no), 0) from ops.model_builds) as model_build_no
from wanted as w
left join built as b on w.year = b.year
group by w.year
order by w.year
