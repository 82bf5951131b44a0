-- What judging a rule found over time, the newest first; a rule that held has one row, without a year.
select judged_at, rule, version, year, passed, guilty, waived_by, numbers
from ops.rule_results
where rule = $rule and ($year::integer is null or year is null or year = $year)
order by judged_at desc, year
limit $rows
