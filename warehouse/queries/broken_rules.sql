-- The rules that did not hold when they were last judged, by year. A rule that is declared no more is none.
with last as (
    select rule, max(judged_at) as judged_at
    from ops.rule_results
    group by rule
)

select
    r.judged_at, r.rule, r.version, r.year, r.guilty, r.waived_by, d.valid_until as waived_until,
    coalesce(d.valid_until < current_date, false) as waiver_over, r.numbers
from ops.rule_results as r
inner join dim.rules as k on r.rule = k.code
inner join last as l on r.rule = l.rule and r.judged_at = l.judged_at
left join ops.decisions as d on r.waived_by = d.decision_no
where not r.passed
order by r.rule, r.year
