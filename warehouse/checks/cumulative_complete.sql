-- Figures since the beginning of the year that count, while a period before theirs does not any more.
select distinct
    f.year,
    concat_ws(', ', format('số nhận {:06d}', r.receipt_no), d.name_vi, s.vi) as about,
    e.period as value,
    f.period as against,
    r.receipt_no
from core.cumulative_flows as f
inner join ops.receipts as r on f.submission_id = r.submission_id and r.outcome <> 'duplicate'
inner join dim.forms as d on f.form = d.code
inner join dim.submitters as s on f.submitter = s.code
inner join dim.expected_returns as e
    on coalesce(d.layout_of, d.code) = e.form and f.submitter = e.submitter and f.year = e.year
left join core.returns as c on e.form = c.form and e.submitter = c.submitter and e.period = c.period
where e.period < f.period and c.submission_id is null
