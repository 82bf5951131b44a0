-- The submissions of `pairs` in which other values were rejected or other figures said to be absent than in the one
-- they correct, wherever they stood.
with said as (
    select submission_id, concat_ws(' | ', check_name, column_name, value) as words
    from ops.rejections
    union all
    select submission_id, concat_ws(' | ', column_name, absence) as words
    from core.absences
),

told as (
    select submission_id, list_sort(list(words)) as findings
    from said
    group by submission_id
)

select p.submission_id
from pairs as p
left join told as n on p.submission_id = n.submission_id
left join told as o on p.corrects = o.submission_id
where n.findings is distinct from o.findings
