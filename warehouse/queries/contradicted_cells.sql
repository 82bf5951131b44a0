-- Of the signed reports in force of some years: each cell that is not what it was when it was signed, of appendices and
-- further tables, and whether it prints otherwise.
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
left join kpi.appendix_values as a
    on f.appendix = a.appendix and f.row = a.row and f.column_name = a.column_name and f.year = a.year
where
    list_contains($years::integer[], f.year)
    and not exists (select 1 from ops.vintages as r where v.vintage_no = r.revokes)
    and cast(f.value as decimal(28, 12)) is distinct from cast(a.value as decimal(28, 12))
order by v.vintage_no, f.appendix, f.row, f.column_name
