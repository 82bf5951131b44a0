with built as (
    select
        year,
        max(built_at) as built_at,
        max(build_no) as build_no,
        arg_max(rules, build_no) as rules
    from ops.builds
    group by year
),

known as (
    select distinct year from country.touched
)

select k.year
from known as k
left join built as b on k.year = b.year
left join country.touched as t on k.year = t.year
group by k.year
having
    count(b.year) = 0
    or max(t.touched_at) > max(b.built_at)
    or max(b.rules) <> $rules
    or max(b.build_no) > $through
order by k.year
