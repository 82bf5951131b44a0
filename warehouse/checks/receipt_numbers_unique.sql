-- asset: ops/receipts
-- severity: error
-- vi: Mỗi số thứ tự nhận chỉ dùng cho một lần nhận
-- en: A receipt number stands for one receipt
select receipt_no, count(*) as receipts
from ops.receipts
group by receipt_no
having count(*) > 1
