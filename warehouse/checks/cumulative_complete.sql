-- asset: core/cumulative_flows
-- severity: warning
-- vi: Số luỹ kế từ đầu năm được tính, nhưng báo cáo của một kỳ trước không còn được tính (đã rút)
-- en: A figure since the beginning of the year counts, while the return of a period before it does not any more
select distinct r.receipt_no, r.file_name, f.submitter, f.period, e.period as missing
from core.cumulative_flows as f
inner join ops.receipts as r on f.submission_id = r.submission_id and r.outcome <> 'duplicate'
inner join dim.forms as d on f.form = d.code
inner join dim.expected_returns as e
    on coalesce(d.layout_of, d.code) = e.form and f.submitter = e.submitter and f.year = e.year
left join core.returns as c on e.form = c.form and e.submitter = c.submitter and e.period = c.period
where e.period < f.period and c.submission_id is null
