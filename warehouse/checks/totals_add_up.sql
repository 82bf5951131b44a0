-- The total row of each column of an appendix that has one, and the sum of the rows above it.
select
    v.year,
    i.name_vi as about,
    sum(v.value) filter (where c.breakdown is null) as value,
    sum(v.value) filter (where c.breakdown is not null) as against
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
inner join dim.indicators as i on c.indicator = i.code
where not c.annex
group by v.appendix, v.column_name, v.year, i.name_vi
having count(c.breakdown) > 0
