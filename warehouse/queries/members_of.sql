-- What was inside archives, as the ledger has it: `receipt_no` is that of the archive.
select
    p.receipt_no,
    m.receipt_no as member_no,
    substr(m.file_name, length(p.file_name) + 2) as member,
    m.outcome
from ops.receipts as p
inner join ops.receipts as m
    on
        p.receipt_no < m.receipt_no
        and p.received_at = m.received_at
        and starts_with(m.file_name, p.file_name || '/')
where p.receipt_no in (select unnest($archives))
order by p.receipt_no, m.receipt_no
