-- What came in first; no row of an empty ledger.
select submission_id from ops.receipts order by receipt_no limit 1
