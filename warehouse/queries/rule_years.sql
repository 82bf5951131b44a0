-- The years in which a rule did not hold when it was last judged.
select year
from ops.rule_results
where
    rule = $rule
    and not passed
    and year is not null
    and judged_at = (select max(judged_at) from ops.rule_results where rule = $rule)
