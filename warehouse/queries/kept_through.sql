-- How many receipts there are, and when the last thing happened that is kept.
select
    (select count(*) from ops.receipts) as receipts,
    greatest(
        (select max(ingested_at) from ops.receipts),
        (select max(decided_at) from ops.decisions),
        (select max(published_at) from ops.publications)
    ) as through
