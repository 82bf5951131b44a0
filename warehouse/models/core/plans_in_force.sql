-- Of the plans of each year the one that counts, whole: that of the newest decision.
-- Grain: one row per (submitter, year)
-- A file without a decision, or with one of no date, counts only where no decision has a date: its age is not known.
select
    v.submitter,
    v.year,
    v.submission_id,
    coalesce(f.layout_of, s.form) as form,
    s.period,
    s.receipt_no,
    s.file_name,
    b.decision_number,
    b.decision_date
from (select distinct submitter, year, submission_id from core.plan_versions) as v
inner join ops.submissions as s on v.submission_id = s.submission_id and s.status <> 'duplicate'
left join dim.forms as f on s.form = f.code
left join core.plan_bases as b on v.submission_id = b.submission_id
qualify
    row_number() over (partition by v.submitter, v.year order by b.decision_date desc nulls last, s.receipt_no desc) = 1
