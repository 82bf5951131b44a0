-- For each receipt after a number: the submission that counted for its return before.
select s.receipt_no, o.receipt_no as counted_no, o.file_name as counted_file
from ops.submissions as s
inner join then_returns as t on s.form = t.form and s.submitter = t.submitter and s.period = t.period
inner join ops.receipts as o on t.submission_id = o.submission_id and o.outcome <> 'duplicate'
where s.receipt_no > $through_no
