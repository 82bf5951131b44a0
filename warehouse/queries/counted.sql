-- For each receipt after a number: the submission that counted for its return before, and the one that counts by now.
select
    s.receipt_no,
    o.receipt_no as counted_no,
    o.file_name as counted_file,
    n.receipt_no as counts_no,
    n.file_name as counts_file
from ops.submissions as s
inner join dim.forms as f on s.form = f.code
left join then_returns as t
    on coalesce(f.layout_of, f.code) = t.form and s.submitter = t.submitter and s.period = t.period
left join now_returns as w
    on coalesce(f.layout_of, f.code) = w.form and s.submitter = w.submitter and s.period = w.period
left join ops.receipts as o on t.counting = o.submission_id and o.outcome <> 'duplicate'
left join ops.receipts as n on w.counting = n.submission_id and n.outcome <> 'duplicate'
where s.receipt_no > $through_no and s.submitter is not null and s.period is not null
