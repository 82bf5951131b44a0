-- asset: kpi/appendix_3
-- severity: error
-- vi: Số vi phạm không vượt số được thanh tra; số tiền đã nộp không vượt số tiền phạt
-- en: In breach at most inspected; paid at most fined
select year, label, inspected, in_breach, fined_amount, paid_amount
from kpi.appendix_3
where in_breach > inspected or paid_amount > fined_amount
