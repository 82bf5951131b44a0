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
        n.value as after,
        t.maturity as maturity_before,
        n.maturity
    from now_cells as n
    full join then_cells as t
        on n.appendix = t.appendix and n.row = t.row and n.column_name = t.column_name and n.year = t.year
    where n.value is distinct from t.value
)

select
    c.*,
    coalesce(kpi.printed(c.before, c.decimals) <> kpi.printed(c.after, c.decimals), true) as material,
    coalesce(c.maturity_before <> 'final', false) as incomplete_before,
    coalesce(c.maturity <> 'final', false) as incomplete
from cells as c
order by c.year, c.appendix, c.row, c.column_name
