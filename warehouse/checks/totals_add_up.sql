-- asset: kpi/appendix_values
-- severity: error
-- vi: Dòng tổng của phụ lục bằng tổng các dòng
-- en: The total row of an appendix is the sum of its rows
with cells as (
    select v.appendix, v.year, v.column_name, v.value, c.breakdown
    from kpi.appendix_values as v
    inner join dim.appendix_cells as c
        on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
    where not c.annex
),

sums as (
    select
        appendix,
        year,
        column_name,
        sum(value) filter (where breakdown is not null) as parts,
        sum(value) filter (where breakdown is null) as total
    from cells
    group by appendix, year, column_name
    having count(breakdown) > 0
)

select appendix, year, column_name, parts, total
from sums
where parts is distinct from total
