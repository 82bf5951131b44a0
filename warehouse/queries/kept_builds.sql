-- Every table of figures that was built, in order, and the years of it.
select
    model,
    list(year order by year) as years,
    any_value(built_at) as built_at
from kept.ops.model_builds
group by model, build_no
order by build_no
