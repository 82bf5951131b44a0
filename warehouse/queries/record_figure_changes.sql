-- What the newest publication changes: each cell whose value, mark or row is not the one last published, and each that
-- is printed no more. A cell is known by what it prints, wherever its row stands. `years`: those of which anything was
-- built since; null for all.
insert into ops.figure_changes by name
with last as (
    select
        appendix,
        cell,
        year,
        arg_max(row, publication_no) as row,
        arg_max(column_name, publication_no) as column_name,
        arg_max(label, publication_no) as label,
        arg_max(coalesce(cast(after as varchar), ''), publication_no) as value,
        arg_max(coalesce(incomplete_after, false), publication_no) as incomplete,
        arg_max(coalesce(standing, ''), publication_no) as standing
    from ops.figure_changes
    where cell is not null and ($years is null or list_contains($years::integer[], year))
    group by appendix, cell, year
),

known as (
    select
        k.appendix, k.cell, k.year, k.row, k.column_name, k.label, k.incomplete,
        cast(nullif(k.value, '') as decimal(28, 12)) as value,
        c.cell is not null as declared
    from last as k
    left join dim.appendix_cells as c on k.appendix = c.appendix and k.cell = c.cell
    where k.standing not in ('removed', 'recast')
),

now_said as (
    select v.*, c.cell, c.decimals, v.value is not null and coalesce(v.maturity <> 'final', false) as incomplete
    from kpi.appendix_values as v
    inner join dim.appendix_cells as c
        on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
    where $years is null or list_contains($years::integer[], v.year)
),

-- The rows that print something that they printed.
kept as (
    select distinct v.appendix, v.year, v.row, k.row as row_before
    from now_said as v
    inner join known as k on v.appendix = k.appendix and v.cell = k.cell and v.year = k.year
),

placed as (
    select
        *,
        row_number() over (partition by appendix, year order by row)
        <> row_number() over (partition by appendix, year order by row_before) as moved
    from kept
),

rows_now as (
    select appendix, year, row, bool_or(moved) as moved
    from placed
    group by appendix, year, row
),

rows_before as (
    select distinct appendix, year, row_before
    from kept
),

begun as (
    select distinct appendix, year
    from known
),

figures as (
    select
        coalesce(v.appendix, k.appendix) as appendix,
        coalesce(v.row, k.row) as row,
        coalesce(v.column_name, k.column_name) as column_name,
        coalesce(v.cell, k.cell) as cell,
        coalesce(v.label, k.label) as label,
        coalesce(v.year, k.year) as year,
        k.value as before,
        v.value as after,
        v.decimals,
        k.cell is not null as published_before,
        coalesce(k.declared, true) as declared,
        coalesce(k.incomplete, false) as incomplete_before,
        coalesce(v.incomplete, false) as incomplete_after,
        k.row as row_before
    from now_said as v
    full join known as k on v.appendix = k.appendix and v.cell = k.cell and v.year = k.year
    where
        k.cell is null
        or v.value is distinct from k.value
        or v.incomplete <> k.incomplete
        or v.row <> k.row
        or not k.declared
),

standing as (
    select
        f.*,
        case
            when not f.declared then if(b.row_before is null or f.before is null, 'removed', 'recast')
            when f.published_before and p.moved then 'moved'
            when not f.published_before and p.row is null and o.year is not null then 'added'
        end as standing
    from figures as f
    left join rows_now as p on f.appendix = p.appendix and f.year = p.year and f.row = p.row
    left join rows_before as b
        on f.appendix = b.appendix and f.year = b.year and f.row_before = b.row_before
    left join begun as o on f.appendix = o.appendix and f.year = o.year
)

select
    (select max(publication_no) from ops.publications) as publication_no,
    now() as published_at,
    f.appendix,
    f.row,
    f.column_name,
    f.year,
    f.before,
    f.after,
    f.published_before,
    f.published_before
    and f.declared
    and coalesce(
        kpi.printed(f.before, f.decimals) <> kpi.printed(f.after, f.decimals),
        (f.before is null) <> (f.after is null)
    ) as material,
    f.incomplete_before,
    f.incomplete_after,
    f.cell,
    f.label,
    f.standing
from standing as f
order by f.year, f.appendix, f.row, f.column_name
