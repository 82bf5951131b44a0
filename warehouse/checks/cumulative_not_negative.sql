-- Figures since the beginning of the year below what counts by now for the periods before them.
select
    f.year,
    concat_ws(', ', format('số nhận {:06d}', r.receipt_no), s.vi, f.period, concat(f.sheet, '!', f.cell)) as about,
    f.stated as value,
    f.before as against,
    r.receipt_no
from core.cumulative_flows as f
inner join ops.receipts as r on f.submission_id = r.submission_id and r.outcome <> 'duplicate'
inner join dim.submitters as s on f.submitter = s.code
where f.value < 0
