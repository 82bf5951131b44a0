-- The newest publication, with the last receipt and the last decision in it.
select
    p.publication_no, p.published_at, p.rules, p.through_no,
    (select coalesce(max(d.decision_no), 0) from ops.decisions as d where d.decided_at <= p.published_at)
        as through_decision
from ops.publications as p
order by p.publication_no desc
limit 1
