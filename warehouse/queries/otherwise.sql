-- What a table holds other rows of today than were kept of it, by its key: files, or numbers of receipts.
with kept_rows as (
    select {columns} from kept.{table} where list_contains($keys, {key})
),

new_rows as (
    select {columns} from {table} where list_contains($keys, {key})
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

select {key} from lost
union
select {key} from added
