-- The files of which there are other rows than were kept of them.
with kept_rows as (
    select {columns} from kept.{table} where list_contains($files, submission_id)
),

new_rows as (
    select {columns} from {table} where list_contains($files, submission_id)
)

select submission_id from (from kept_rows except all from new_rows)
union
select submission_id from (from new_rows except all from kept_rows)
