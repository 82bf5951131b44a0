-- The newest of the returns that a year's figures rest on, of those up to a receipt; and since when there were any.
select r.receipt_no, r.received_at, min(r.ingested_at) over () as known_since
from ops.receipts as r
inner join core.reported_years as y on r.form = y.form and r.submitter = y.submitter and r.period = y.period
where
    y.year = $year and r.receipt_no <= $through_no
    and r.outcome in ('accepted', 'accepted_with_rejections', 'nil')
order by r.received_at desc, r.receipt_no desc
limit 1
