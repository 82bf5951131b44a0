-- asset: ops/chain
-- severity: warning
-- vi: Bản điều chỉnh có dòng bị loại làm mất dòng mà bản trước đã được nhận
-- en: A correction with rejected rows lost rows that the submission before it had
select c.receipt_no, c.corrects_no, c.form, c.submitter, c.period, c.rows_dropped
from ops.corrections as c
where c.status = 'accepted_with_rejections' and c.rows_dropped > 0
