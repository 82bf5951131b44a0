-- The cells of appendices that are not what they were, and whether their printed figure moved.
select
    coalesce(n.appendix, t.appendix) as appendix,
    coalesce(n.row, t.row) as row,
    coalesce(n.column_name, t.column_name) as column_name,
    coalesce(n.year, t.year) as year,
    coalesce(n.label, t.label) as label,
    coalesce(n.unit, t.unit) as unit,
    coalesce(n.decimals, t.decimals) as decimals,
    t.value as before,
    n.value as after,
    kpi.printed(t.value, t.decimals) is distinct from kpi.printed(n.value, n.decimals) as material
from now_cells as n
full join then_cells as t
    on n.appendix = t.appendix and n.row = t.row and n.column_name = t.column_name and n.year = t.year
where n.value is distinct from t.value
order by 4, 1, 2, 3
