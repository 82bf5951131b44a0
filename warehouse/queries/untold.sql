-- The receipts and publications that nobody was told of, in order.
with happened as (
    select
        'receipt' as kind,
        receipt_no as number
    from ops.receipts
    union all
    select
        'publication' as kind,
        publication_no as number
    from ops.publications
)

select h.kind, h.number
from happened as h
anti join ops.told as t on h.kind = t.kind and h.number = t.number
order by h.kind, h.number
