-- Every table of figures that was built, in order, and the years of it.
select
    model,
    list(year order by year) as years,
    built_at
from kept.ops.model_builds
group by model, built_at
order by built_at
