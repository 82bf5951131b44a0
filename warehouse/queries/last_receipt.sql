select coalesce(max(receipt_no), 0) from ops.receipts
