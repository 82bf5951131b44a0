-- A publication, the last receipt in it and the file of that receipt, which no other warehouse has under its number.
select p.publication_no, p.published_at, p.through_no, r.submission_id
from ops.publications as p
left join ops.receipts as r on p.through_no = r.receipt_no
where p.publication_no = $number
