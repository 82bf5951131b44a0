-- The years that were built here, since they were taken over, by a model of which the country leaves the figures to the
-- provinces: of files that were sent to the country's own home, as earlier releases took them in.
with touched as (
    select year, max(touched_at) as touched_at
    from country.touched
    group by year
)

select distinct b.year
from ops.model_builds as b
left join touched as t on b.year = t.year
where coalesce(b.built_at > t.touched_at, true) and b.model in ($model)
order by b.year
