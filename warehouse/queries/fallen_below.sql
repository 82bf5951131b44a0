-- The figures since the beginning of the year that state less than the periods before them by now, where a new
-- submission is one of those periods: its warning names them.
select
    n.submission_id,
    f.period,
    o.receipt_no,
    o.file_name,
    f.sheet,
    f.cell,
    f.key,
    f.column_name,
    f.stated,
    f.before
from new_rows as n
inner join core.cumulative_flows as f on n.form = f.form and n.submitter = f.submitter
inner join ops.receipts as o on f.submission_id = o.submission_id and o.outcome <> 'duplicate'
where
    n.outcome in ('accepted', 'accepted_with_rejections', 'nil')
    and left(n.period, 4) = left(f.period, 4)
    and n.period < f.period
    and n.period >= coalesce(f.last_stated, '')
    and f.value < 0
order by o.receipt_no, f.sheet, f.row, f.column_name
