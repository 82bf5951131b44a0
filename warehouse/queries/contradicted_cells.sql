-- Of the signed reports in force of some years: each cell that is not what it was when it was signed, of appendices and
-- further tables, and whether it prints otherwise. A cell is told as it was signed, and compared with the one that
-- prints the same now, wherever its row stands; one that is declared no more is compared with none.
select
    v.number,
    v.dated,
    f.appendix,
    f.row,
    f.column_name,
    f.year,
    f.label,
    f.decimals,
    f.value as signed,
    a.value as after,
    coalesce(kpi.printed(f.value, f.decimals) <> kpi.printed(a.value, f.decimals), true) as material
from ops.vintages as v
inner join ops.vintage_figures as f on v.vintage_no = f.vintage_no
inner join dim.appendix_cells as c on f.appendix = c.appendix and f.cell = c.cell
left join kpi.appendix_values as a
    on c.appendix = a.appendix and c.row = a.row and c.column_name = a.column_name and f.year = a.year
where
    list_contains($years::integer[], f.year)
    and not exists (select 1 from ops.vintages as r where v.vintage_no = r.revokes)
    and cast(f.value as decimal(28, 12)) is distinct from cast(a.value as decimal(28, 12))
order by v.vintage_no, f.appendix, f.row, f.column_name
