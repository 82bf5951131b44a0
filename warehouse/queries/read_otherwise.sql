-- The files of which there are other rows than were kept of them.
with kept_rows as (
    select {columns} from kept.{table} where list_contains($files, submission_id)
),

new_rows as (
    select {columns} from {table} where list_contains($files, submission_id)
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

select submission_id from lost
union
select submission_id from added
