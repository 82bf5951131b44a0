insert into ops.decisions
select
    (select coalesce(max(decision_no), 0) + 1 from ops.decisions),
    now(),
    $by,
    $kind,
    $receipt_no,
    $sheet,
    $cell,
    $reason_code,
    $reason,
    $until,
    $undoes,
    $rule,
    $year
