-- What each submission that no publication has held yet corrects, and whether a publication held that one.
with published as (
    select coalesce(max(through_no), 0) as through_no
    from ops.publications
)

select
    c.submission_id,
    n.form,
    c.corrects as precedent,
    o.form as precedent_form,
    o.file_name as precedent_file,
    o.receipt_no > p.through_no as unpublished
from ops.chain as c
cross join published as p
inner join ops.receipts as n on c.submission_id = n.submission_id and n.outcome <> 'duplicate'
inner join ops.receipts as o on c.corrects = o.submission_id and o.outcome <> 'duplicate'
where n.receipt_no > p.through_no
