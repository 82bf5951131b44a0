-- The newest receipt and the newest decision.
select
    (select coalesce(max(receipt_no), 0) from ops.receipts) as through_no,
    (select coalesce(max(decision_no), 0) from ops.decisions) as through_decision
