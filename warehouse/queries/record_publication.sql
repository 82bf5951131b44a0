insert into ops.publications
select
    (select coalesce(max(publication_no), 0) + 1 from ops.publications),
    (select coalesce(max(receipt_no), 0) from ops.receipts),
    $rules,
    now()
