-- Cell by cell, by the key of its row: what each submission of `pairs` changed against the one it corrects.
-- Of a figure since the beginning of the year the older file's part is what it has become by now.
with stood as (
    select *
    from (
        select p.submission_id, p.corrects, t.sheet, t.row, concat_ws(' / ', {keys}) as key, {measures}
        from pairs as p
        inner join {table} as t on p.corrects = t.submission_id
    ) as wide unpivot include nulls (value for column_name in ({measures}))
),

old as (
    select s.submission_id, s.sheet, s.row, s.key, s.column_name, coalesce(f.value, s.value) as value
    from stood as s
    left join core.cumulative_flows as f
        on
            s.corrects = f.submission_id and s.sheet = f.sheet and s.row = f.row
            and s.column_name = f.column_name
),

fresh as (
    select *
    from (
        select p.submission_id, t.sheet, t.row, concat_ws(' / ', {keys}) as key, {measures}
        from pairs as p
        inner join {table} as t on p.submission_id = t.submission_id
    ) as wide unpivot include nulls (value for column_name in ({measures}))
)

select
    coalesce(n.submission_id, o.submission_id) as submission_id,
    case when o.key is null then 'added' when n.key is null then 'dropped' else 'changed' end as change,
    coalesce(n.key, o.key) as key,
    coalesce(n.column_name, o.column_name) as column_name,
    coalesce(n.sheet, o.sheet) as sheet,
    coalesce(n.row, o.row) as row,
    cast(o.value as decimal(28, 6)) as before,
    cast(n.value as decimal(28, 6)) as after
from fresh as n
full join old as o on n.submission_id = o.submission_id and n.key = o.key and n.column_name = o.column_name
where o.key is null or n.key is null or o.value is distinct from n.value
order by 1, sheet, row, column_name
