insert into ops.vintages
select
    (select coalesce(max(vintage_no), 0) + 1 from ops.vintages),
    $kind,
    $number,
    $year,
    $dated,
    $signed_by,
    now(),
    $moment::timestamptz,
    $through_no,
    $through_decision,
    $publication_no,
    $rules,
    $reason,
    $revokes
