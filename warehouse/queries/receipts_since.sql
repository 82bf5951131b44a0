-- The receipts after a number, of some files or of all, in order of receipt.
-- A correction says what it changed; a duplicate says how its original stands. `return_in_time`: what the file is about
-- was in when it was due, whatever came after that.
select
    s.receipt_no, s.submission_id, s.file_name, s.form, s.submitter, s.period, s.status,
    s.received_at, s.rows_read, s.rows_accepted, s.rows_rejected, s.rows_other, s.days_late,
    c.corrects_no, o.file_name as corrects_file, o.form as corrects_form, o.rows_rejected as corrects_rejected,
    c.reason_code, coalesce(c.reason, w.vi) as reason,
    c.cells_changed, c.rows_added, c.rows_dropped, c.material, c.annex_material,
    d.receipt_no as original_no, d.status as original_status,
    a.path as answer,
    e.receipt_no is not null and e.days_late = 0 as return_in_time
from ops.submissions as s
left join ops.answers as a on s.receipt_no = a.receipt_no
left join ops.corrections as c on s.receipt_no = c.receipt_no
left join ops.receipts as o on c.corrects_no = o.receipt_no
left join dim.forms as f on s.form = f.code
left join {returns} as e
    on coalesce(f.layout_of, f.code) = e.form and s.submitter = e.submitter and s.period = e.period
left join dim.reasons as w on c.reason_code = w.code
left join ops.submissions as d
    on s.status = 'duplicate' and d.status <> 'duplicate' and s.submission_id = d.submission_id
where s.receipt_no > $after and ($files is null or list_contains($files::varchar[], s.submission_id))
order by s.receipt_no
