insert into ops.model_builds (model, year, through_no, through_decision, built_at, build_no, rules)
select
    $model,
    unnest($years::integer[]),
    (select coalesce(max(receipt_no), 0) from ops.receipts),
    (select coalesce(max(decision_no), 0) from ops.decisions),
    now(),
    (select coalesce(max(build_no), 0) + 1 from ops.model_builds),
    $rules
