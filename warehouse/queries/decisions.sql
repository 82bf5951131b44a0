-- Every decision, in order, with the file or the rule it is about and the decision that undid it.
select
    d.decision_no,
    d.decided_at,
    d.decided_by,
    d.kind,
    d.receipt_no,
    r.file_name,
    d.sheet,
    d.cell,
    d.reason_code,
    d.reason,
    d.valid_until,
    d.undoes,
    d.rule,
    d.year,
    u.decision_no as undone_by,
    coalesce(o.kind, d.kind) in ('withdraw', 'withdraw_correction', 'waive_rule') as touches_figures,
    d.kind <> 'undo' and u.decision_no is null and coalesce(d.valid_until >= current_date, true) as in_force
from ops.decisions as d
left join ops.receipts as r on d.receipt_no = r.receipt_no
left join ops.decisions as o on d.undoes = o.decision_no
left join ops.decisions as u on d.decision_no = u.undoes
order by d.decision_no
