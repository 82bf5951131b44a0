-- A decision is about a receipt, or about a rule for a year up to a day.
select
    null::integer as year,
    concat_ws(' ', d.kind, d.decision_no) as about,
    d.decision_no as value,
    d.undoes as against,
    d.receipt_no,
    d.rule
from ops.decisions as d
where
    trim(d.decided_by) = '' or trim(d.reason) = ''
    or (select count(*) from ops.decisions as o where o.decision_no = d.decision_no) > 1
    or (select count(*) from ops.decisions as o where o.undoes = d.decision_no) > 1
    or (
        d.rule is null
        and not exists (select 1 from ops.receipts as r where r.receipt_no = d.receipt_no)
    )
    or (d.rule is not null and (d.year is null or (d.kind = 'waive_rule' and d.valid_until is null)))
