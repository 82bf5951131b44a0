-- What counts of those returns, added up by key; of a figure since the beginning of the year, the period's own part.
with flows as (
    select submission_id, sheet, row, map_from_entries(list((column_name, value))) as own
    from core.cumulative_flows
    where form = $form and submitter = $submitter and year = $year and period < $period
    group by submission_id, sheet, row
)

select {keys}, {sums}
from core.{form} as t
inner join core.returns as r on t.submission_id = r.submission_id
left join flows as f on t.submission_id = f.submission_id and t.sheet = f.sheet and t.row = f.row
where r.layout = $form and r.submitter = $submitter and r.year = $year and r.period < $period
group by {keys}
