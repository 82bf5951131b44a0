-- The years of which a model was built since a file for readers was written.
select distinct coalesce(b.year, r.year) as year
from (
    select model, year, max(build_no) as build_no, arg_max(built_at, build_no) as built_at
    from ops.model_builds
    group by model, year
) as b
full join (
    select model, year, max(build_no) as build_no, arg_max(built_at, build_no) as built_at
    from readers_copy.ops.model_builds
    group by model, year
) as r on b.model = r.model and b.year = r.year
where b.build_no is distinct from r.build_no or b.built_at is distinct from r.built_at
order by year
