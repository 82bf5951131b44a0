delete from ops.receipts where list_contains($numbers, receipt_no)
