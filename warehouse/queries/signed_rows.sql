-- The tables of a signed report that are printed with other rows by now: as of rows_by_table.
with signed as (
    select appendix, year, row, label, cell, value
    from ops.vintage_figures
    where vintage_no = $vintage_no
),

printed as (
    select distinct appendix, year
    from signed
),

declared as (
    select c.appendix, c.row, c.label, c.cell, c.breakdown, v.value
    from dim.appendix_cells as c
    inner join printed as s on c.appendix = s.appendix
    left join kpi.appendix_values as v
        on c.appendix = v.appendix and c.row = v.row and c.column_name = v.column_name and s.year = v.year
),

-- The rows that print something that they printed.
kept as (
    select distinct d.appendix, d.row, d.label, s.row as row_before
    from declared as d
    inner join signed as s on d.appendix = s.appendix and d.cell = s.cell
),

placed as (
    select
        *,
        row_number() over (partition by appendix order by row)
        <> row_number() over (partition by appendix order by row_before) as moved
    from kept
)

select d.appendix, d.row, d.label, 'added' as standing
from declared as d
anti join kept as k on d.appendix = k.appendix and d.row = k.row
-- An indicator keeps its row without a figure, a code of a list does not.
where d.value is not null or d.breakdown is null
union
select s.appendix, s.row, s.label, if(k.row is null, 'removed', 'recast') as standing
from signed as s
anti join declared as d on s.appendix = d.appendix and s.cell = d.cell
left join kept as k on s.appendix = k.appendix and s.row = k.row_before
where s.value is not null
union
select appendix, row, label, 'moved' as standing
from placed
where moved
