-- What each figure of a signed report in force says, and what its cell says now, both as they are printed.
select
    f.year,
    concat_ws(', ', v.number, f.label, i.name_vi, f.column_name) as about,
    kpi.printed(f.value, f.decimals) as value,
    kpi.printed(a.value, f.decimals) as against
from ops.vintages as v
inner join ops.vintage_figures as f on v.vintage_no = f.vintage_no
inner join dim.indicators as i on f.indicator = i.code
left join kpi.appendix_values as a
    on f.appendix = a.appendix and f.row = a.row and f.column_name = a.column_name and f.year = a.year
where v.kind = 'signed' and not exists (select 1 from ops.vintages as r where v.vintage_no = r.revokes)
