-- The rules that do not hold and that nobody waived, by year, each with since when that is so without a break.
with judgements as (
    select distinct rule, judged_at
    from ops.rule_results
),

last as (
    select rule, max(judged_at) as judged_at
    from judgements
    group by rule
),

open as (
    select rule, year, judged_at, guilty, numbers
    from ops.rule_results
    where not passed and waived_by is null
),

open_now as (
    select o.rule, o.year, o.guilty, o.numbers
    from open as o
    inner join last as l on o.rule = l.rule and o.judged_at = l.judged_at
    inner join dim.rules as k on o.rule = k.code
),

past as (
    select n.rule, n.year, j.judged_at, o.rule is not null as open
    from open_now as n
    inner join judgements as j on n.rule = j.rule
    left join open as o on n.rule = o.rule and j.judged_at = o.judged_at and n.year is not distinct from o.year
),

held as (
    select rule, year, coalesce(max(judged_at) filter (where not open), timestamptz '-infinity') as held_at
    from past
    group by rule, year
)

select n.rule, n.year, n.guilty, n.numbers, min(p.judged_at) as since
from open_now as n
inner join held as h on n.rule = h.rule and n.year is not distinct from h.year
inner join past as p on n.rule = p.rule and n.year is not distinct from p.year and h.held_at < p.judged_at
group by n.rule, n.year, n.guilty, n.numbers
order by n.rule, n.year
