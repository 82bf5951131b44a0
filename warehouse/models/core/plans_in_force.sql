-- Of the plans of each year the one that counts, whole: see core.plan_versions.
-- Grain: one row per (submitter, year)
select distinct
    v.submitter,
    v.year,
    v.submission_id,
    coalesce(f.layout_of, s.form) as form,
    s.period,
    s.receipt_no,
    s.file_name,
    v.decision_number,
    v.decision_date
from core.plan_versions as v
inner join ops.receipts as s on v.submission_id = s.submission_id and s.outcome <> 'duplicate'
left join dim.forms as f on s.form = f.code
where v.counts
