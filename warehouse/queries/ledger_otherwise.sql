-- The receipts of which the ledger would say something else today than was kept.
with kept_rows as (
    select {columns} from kept.ops.receipts where list_contains($numbers, receipt_no)
),

new_rows as (
    select {columns} from ops.receipts where list_contains($numbers, receipt_no)
)

select receipt_no from (from kept_rows except all from new_rows)
union
select receipt_no from (from new_rows except all from kept_rows)
