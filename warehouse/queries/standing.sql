-- How a warehouse stands: how much is in it, how much is unanswered, and when something last happened.
select
    (select count(*) from ops.receipts) as receipts,
    (
        select count(*) from ops.receipts
        where receipt_no > (select coalesce(max(receipt_no), 0) from ops.answers)
    ) as unanswered,
    (select max(received_at) from ops.receipts) as last_receipt,
    greatest(
        (select max(ingested_at) from ops.receipts),
        (select max(decided_at) from ops.decisions),
        (select max(published_at) from ops.publications)
    ) as last_moment,
    (select max(publication_no) from ops.publications) as publication_no,
    (select arg_min(published_at, publication_no) from ops.publications) as begun_at
