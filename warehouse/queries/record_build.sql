insert into ops.builds (year, through_no, rules, built_at, through_decision)
select
    unnest($years::integer[]),
    (select coalesce(max(receipt_no), 0) from ops.receipts),
    $rules,
    now(),
    (select coalesce(max(decision_no), 0) from ops.decisions)
