-- What corrections changed in the returns of some periods, cell by cell, with the indicators that a cell may be of.
with changed as (
    select k.*, c.submission_id, c.change, c.key, c.column_name, c.sheet, c.row, c.before, c.after
    from (
        select
            n.submission_id as new_id, o.submission_id as old_id, n.receipt_no, n.file_name, n.received_at, n.status,
            o.receipt_no as corrects_no, o.file_name as corrects_file, o.received_at as corrects_at,
            coalesce(f.layout_of, n.form) as form, n.form as layout, n.submitter, n.period, l.reason, l.reason_code,
            p.submission_id is not null and p.submission_id <> n.submission_id and n.status <> 'superseded' as outranked
        from ops.chain as l
        inner join ops.submissions as n on l.submission_id = n.submission_id and n.status <> 'duplicate'
        inner join ops.submissions as o on l.corrects = o.submission_id and o.status <> 'duplicate'
        left join dim.forms as f on n.form = f.code
        left join core.plans_in_force as p
            on coalesce(f.layout_of, n.form) = p.form and n.submitter = p.submitter and n.period = p.period
        where list_contains($periods::varchar[], n.period) or list_contains($years::varchar[], left(n.period, 4))
    ) as k
    inner join ops.changed_cells as c on k.new_id = c.submission_id
),

-- Each value of an exchange file is somebody's own, of a period of its own.
told as (
    select
        c.* exclude (submitter, period),
        if(e.code is null, null, string_split(c.key, ' / ')[2]) as measure,
        if(e.code is null, c.submitter, string_split(c.key, ' / ')[3]) as submitter,
        if(e.code is null, c.period, string_split(c.key, ' / ')[4]) as period
    from changed as c
    left join dim.forms as e on c.layout = e.code and e.submitters = 'exchange'
),

-- A row names its indicator itself, or its form's column and code do.
named as (
    select c.receipt_no, c.sheet, c.row, c.change, c.column_name, s.indicator
    from changed as c
    inner join dim.indicator_sources as s on c.layout = s.form and c.column_name = s.column_name
    where s.code is null or list_contains(string_split(c.key, ' / '), s.code)
    union
    select c.receipt_no, c.sheet, c.row, c.change, c.column_name, i.code as indicator
    from changed as c
    inner join dim.indicators as i on list_contains(string_split(c.key, ' / '), i.code)
)

select
    c.receipt_no, c.file_name, c.received_at, c.status, c.corrects_no, c.corrects_file, c.corrects_at, c.form, c.layout,
    c.submitter, c.period, c.measure, c.reason, c.reason_code, c.change, c.key, c.column_name, c.sheet,
    l.letter || c.row as cell, c.before, c.after, c.outranked, n.indicator
from told as c
inner join named as n
    on
        c.receipt_no = n.receipt_no and c.sheet = n.sheet and c.row = n.row
        and c.change = n.change and c.column_name = n.column_name
-- A dropped row stands in the file before.
left join core.column_letters as l
    on
        if(c.change = 'dropped', c.old_id, c.new_id) = l.submission_id and c.sheet = l.sheet
        and c.column_name = l.column_name and c.row between l.first_row and l.last_row
order by c.receipt_no, c.sheet, c.row, c.column_name
