-- What was not yet due when one of those years was built, and is missing since: as of ops.expected_returns, which asks
-- far more.
with built as (
    select year, arg_max(built_at, build_no) as built_at
    from ops.builds
    group by year
)

select distinct e.year
from dim.expected_returns as e
inner join built as b on e.year = b.year
anti join core.returns as r on e.form = r.form and e.submitter = r.submitter and e.period = r.period
where
    list_contains($years::integer[], e.year)
    and e.due_date < current_date and e.due_date >= cast(b.built_at as date)
