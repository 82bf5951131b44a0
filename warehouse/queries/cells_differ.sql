-- The cells of appendices that are not what they were, and whether their printed figure moved.
with cells as (
    select
        coalesce(n.appendix, t.appendix) as appendix,
        coalesce(n.row, t.row) as row,
        coalesce(n.column_name, t.column_name) as column_name,
        coalesce(n.year, t.year) as year,
        coalesce(n.label, t.label) as label,
        coalesce(n.unit, t.unit) as unit,
        coalesce(n.decimals, t.decimals) as decimals,
        t.value as before,
        n.value as after
    from now_cells as n
    full join then_cells as t
        on n.appendix = t.appendix and n.row = t.row and n.column_name = t.column_name and n.year = t.year
    where n.value is distinct from t.value
)

select
    c.*,
    coalesce(kpi.printed(c.before, c.decimals) <> kpi.printed(c.after, c.decimals), true) as material,
    coalesce(v.maturity <> 'final', false) as incomplete,
    v.maturity
from cells as c
left join kpi.appendix_values as v
    on c.appendix = v.appendix and c.row = v.row and c.column_name = v.column_name and c.year = v.year
order by c.year, c.appendix, c.row, c.column_name
