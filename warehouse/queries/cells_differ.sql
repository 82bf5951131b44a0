-- The cells of tables that are not what they were, and whether their printed figure moved. A cell is compared with the
-- one that printed the same, wherever its row stood, and is told as it was printed then; what is declared no more has
-- nothing to be compared with, and of a signed report (`frozen`) what was declared since.
with cells as (
    select
        d.appendix,
        coalesce(t.row, n.row) as row,
        d.row as row_now,
        d.column_name,
        coalesce(n.year, t.year) as year,
        coalesce(t.label, n.label) as label,
        coalesce(t.unit, n.unit) as unit,
        coalesce(t.decimals, n.decimals) as decimals,
        t.value as before,
        n.value as after,
        t.maturity as maturity_before,
        n.maturity
    from now_cells as n
    full join then_cells as t on n.appendix = t.appendix and n.cell = t.cell and n.year = t.year
    inner join dim.appendix_cells as d
        on coalesce(n.appendix, t.appendix) = d.appendix and coalesce(n.cell, t.cell) = d.cell
    where n.value is distinct from t.value and (t.cell is not null or not $frozen)
)

select
    c.*,
    coalesce(kpi.printed(c.before, c.decimals) <> kpi.printed(c.after, c.decimals), true) as material,
    coalesce(c.maturity_before <> 'final', false) as incomplete_before,
    coalesce(c.maturity <> 'final', false) as incomplete
from cells as c
order by c.year, c.appendix, c.row, c.column_name
