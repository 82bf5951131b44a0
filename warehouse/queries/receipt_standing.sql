-- A receipt as it stands, with the newest later and the last earlier submission that was accepted for its return.
select
    s.receipt_no,
    s.file_name,
    s.status,
    (
        select max(n.receipt_no) from ops.receipts as n
        inner join dim.forms as f on n.form = f.code
        inner join dim.forms as g on s.form = g.code
        where
            coalesce(f.layout_of, f.code) = coalesce(g.layout_of, g.code)
            and n.submitter = s.submitter and n.period = s.period and n.receipt_no > s.receipt_no
            and n.outcome in ('accepted', 'accepted_with_rejections', 'nil', 'withdrawal')
    ) as newer_no,
    (
        select max(o.receipt_no) from ops.submissions as o
        where o.superseded_by = s.submission_id and o.status = 'superseded'
    ) as precedent_no
from ops.submissions as s
where s.receipt_no = $receipt_no
