-- The sheets on which a receipt has findings, at one cell or anywhere.
select distinct sheet
from ops.findings
where
    receipt_no = $receipt_no
    and ($sheet::varchar is null or sheet = $sheet)
    and ($cell::varchar is null or cell = $cell)
order by sheet
