-- The newest decision that a publication took into account.
select coalesce(max(decision_no), 0) as through_decision
from ops.decisions
where decided_at <= $moment
