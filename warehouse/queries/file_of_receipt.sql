select submission_id from ops.receipts where receipt_no = $number
