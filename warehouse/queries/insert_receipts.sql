insert into ops.receipts by name
select * from kept.ops.receipts where list_contains($numbers, receipt_no) order by receipt_no
