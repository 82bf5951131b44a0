-- What the newest publication changes: each cell whose value, or whose mark, is not the one last published.
insert into ops.figure_changes
with last as (
    select
        appendix,
        row,
        column_name,
        year,
        arg_max(coalesce(cast(after as varchar), ''), publication_no) as value,
        arg_max(coalesce(incomplete_after, false), publication_no) as incomplete
    from ops.figure_changes
    group by appendix, row, column_name, year
),

known as (
    select appendix, row, column_name, year, incomplete, cast(nullif(value, '') as decimal(28, 12)) as value
    from last
),

now_said as (
    select v.*, v.value is not null and coalesce(v.maturity <> 'final', false) as incomplete
    from kpi.appendix_values as v
    inner join dim.appendix_cells as c
        on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
    where not c.annex
),

figures as (
    select
        coalesce(v.appendix, k.appendix) as appendix,
        coalesce(v.row, k.row) as row,
        coalesce(v.column_name, k.column_name) as column_name,
        coalesce(v.year, k.year) as year,
        k.value as before,
        v.value as after,
        k.appendix is not null as published_before,
        coalesce(k.incomplete, false) as incomplete_before,
        coalesce(v.incomplete, false) as incomplete_after
    from now_said as v
    full join known as k
        on v.appendix = k.appendix and v.row = k.row and v.column_name = k.column_name and v.year = k.year
    where k.appendix is null or v.value is distinct from k.value or v.incomplete <> k.incomplete
)

select
    (select max(publication_no) from ops.publications),
    now(),
    f.appendix,
    f.row,
    f.column_name,
    f.year,
    f.before,
    f.after,
    f.published_before,
    f.published_before
    and coalesce(
        kpi.printed(f.before, c.decimals) <> kpi.printed(f.after, c.decimals),
        (f.before is null) <> (f.after is null)
    ),
    f.incomplete_before,
    f.incomplete_after
from figures as f
left join dim.appendix_cells as c on f.appendix = c.appendix and f.row = c.row and f.column_name = c.column_name
order by f.year, f.appendix, f.row, f.column_name
