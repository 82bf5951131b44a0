-- The submissions of `pairs` in which other values were rejected than in the one they correct, wherever they stood.
with told as (
    select submission_id, list_sort(list(concat_ws(' | ', check_name, column_name, value))) as findings
    from ops.rejections
    group by submission_id
)

select p.submission_id
from pairs as p
left join told as n on p.submission_id = n.submission_id
left join told as o on p.corrects = o.submission_id
where n.findings is distinct from o.findings
