-- Cell by cell, by the key of its row: what each submission of `pairs` changed against the one it corrects.
-- Of a figure since the beginning of the year the older file's part is what it has become by now; where both state the
-- year so far, what changed is what they state, whatever else came with the newer one.
with stood as (
    select *
    from (
        select p.submission_id, p.corrects, t.sheet, t.row, concat_ws(' / ', {keys}) as key, {measures}
        from pairs as p
        inner join {table} as t on p.corrects = t.submission_id
    ) as wide unpivot include nulls (value for column_name in ({measures}))
),

old as (
    select s.submission_id, s.sheet, s.row, s.key, s.column_name, coalesce(f.value, s.value) as value, c.stated
    from stood as s
    left join core.cumulative as c
        on
            s.corrects = c.submission_id and s.sheet = c.sheet and s.row = c.row
            and s.column_name = c.column_name
    left join core.cumulative_flows as f
        on
            s.corrects = f.submission_id and s.sheet = f.sheet and s.row = f.row
            and s.column_name = f.column_name
),

came as (
    select *
    from (
        select p.submission_id, t.sheet, t.row, concat_ws(' / ', {keys}) as key, {measures}
        from pairs as p
        inner join {table} as t on p.submission_id = t.submission_id
    ) as wide unpivot include nulls (value for column_name in ({measures}))
),

fresh as (
    select w.submission_id, w.sheet, w.row, w.key, w.column_name, w.value, c.stated
    from came as w
    left join core.cumulative as c
        on
            w.submission_id = c.submission_id and w.sheet = c.sheet and w.row = c.row
            and w.column_name = c.column_name
),

compared as (
    select
        o.key as old_key,
        n.key as new_key,
        coalesce(n.submission_id, o.submission_id) as submission_id,
        coalesce(n.key, o.key) as key,
        coalesce(n.column_name, o.column_name) as column_name,
        coalesce(n.sheet, o.sheet) as sheet,
        coalesce(n.row, o.row) as row,
        o.value as before,
        coalesce(o.value + (n.stated - o.stated), n.value) as after
    from fresh as n
    full join old as o
        on n.submission_id = o.submission_id and n.key = o.key and n.column_name = o.column_name
)

select
    submission_id,
    case when old_key is null then 'added' when new_key is null then 'dropped' else 'changed' end as change,
    key,
    column_name,
    sheet,
    row,
    cast(before as decimal(28, 6)) as before,
    cast(after as decimal(28, 6)) as after
from compared
where old_key is null or new_key is null or before is distinct from after
order by 1, sheet, row, column_name
