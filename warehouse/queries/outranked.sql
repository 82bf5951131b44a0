-- The new submissions with targets that do not count, because another plan of the year has a newer decision.
select distinct
    n.submission_id,
    b.decision_number,
    b.decision_date,
    p.receipt_no as other_no,
    p.file_name as other_file,
    p.decision_number as other_number,
    p.decision_date as other_date
from new_rows as n
inner join core.returns as r on n.submission_id = r.submission_id
inner join core.plan_versions as v on n.submission_id = v.submission_id
inner join core.plans_in_force as p on v.submitter = p.submitter and v.year = p.year
left join core.plan_bases as b on n.submission_id = b.submission_id
where n.outcome <> 'duplicate' and n.submission_id <> p.submission_id and p.decision_date is not null
order by n.submission_id
