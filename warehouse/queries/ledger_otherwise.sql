-- The receipts of which the ledger would say something else today than was kept.
with kept_rows as (
    select {columns} from kept.ops.receipts where list_contains($numbers, receipt_no)
),

new_rows as (
    select {columns} from ops.receipts where list_contains($numbers, receipt_no)
),

lost as (
    select * from kept_rows
    except all
    select * from new_rows
),

added as (
    select * from new_rows
    except all
    select * from kept_rows
)

select receipt_no from lost
union
select receipt_no from added
