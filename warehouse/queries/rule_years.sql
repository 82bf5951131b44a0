-- The years in which a rule did not hold when it was last judged.
with last as (
    select max(judged_at) as judged_at
    from ops.rule_results
    where rule = $rule
)

select r.year
from ops.rule_results as r
inner join last as l on r.judged_at = l.judged_at
where r.rule = $rule and not r.passed and r.year is not null
