-- Of some cells that changed, those whose printed figure is not that of a signed report any more.
select
    v.number, v.dated, f.appendix, f.row, f.column_name, f.year, f.label, f.decimals, f.value as signed, t.after
from touched_cells as t
inner join ops.vintage_figures as f
    on t.appendix = f.appendix and t.row = f.row and t.column_name = f.column_name and t.year = f.year
inner join ops.vintages as v on f.vintage_no = v.vintage_no
where
    not exists (select 1 from ops.vintages as r where v.vintage_no = r.revokes)
    and kpi.printed(f.value, f.decimals) is distinct from kpi.printed(t.after, f.decimals)
order by v.vintage_no, f.appendix, f.row, f.column_name
