-- The returns that fell due since their years were built, in or not.
with built as (
    select year, arg_max(built_at, build_no) as built_at
    from ops.builds
    group by year
)

select e.form, e.submitter, e.period, e.year
from dim.expected_returns as e
inner join built as b on e.year = b.year
where e.due_date < current_date and e.due_date >= cast(b.built_at as date)
