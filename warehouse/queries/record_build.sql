insert into ops.builds
select
    unnest($years::integer[]),
    (select coalesce(max(receipt_no), 0) from ops.receipts),
    $rules,
    now()
