-- The years of which a model was built since a file for readers was written.
with built as (
    select model, year, max(build_no) as build_no, arg_max(built_at, build_no) as built_at
    from ops.model_builds
    group by model, year
),

held as (
    select model, year, max(build_no) as build_no, arg_max(built_at, build_no) as built_at
    from readers_copy.ops.model_builds
    group by model, year
)

select distinct coalesce(b.year, h.year) as year
from built as b
full join held as h on b.model = h.model and b.year = h.year
where b.build_no is distinct from h.build_no or b.built_at is distinct from h.built_at
order by year
