-- What the last few judgements of each rule found, the newest first; a rule that held has one row, without a year.
with newest as (
    select *, dense_rank() over (partition by rule order by judged_at desc) as place
    from ops.rule_results
)

select
    r.judged_at, r.rule, r.version, r.year, r.passed, r.guilty, r.judged, r.waived_by,
    d.valid_until as waived_until, r.numbers
from newest as r
left join ops.decisions as d on r.waived_by = d.decision_no
where r.place <= $most
order by r.rule, r.judged_at desc, r.year
