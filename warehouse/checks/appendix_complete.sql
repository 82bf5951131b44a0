-- The declared cells of an appendix that a year does not have once.
select
    y.year,
    concat_ws(' / ', c.label, c.column_name) as about,
    count(v.appendix) as value,
    1 as against,
    y.appendix,
    c.row
from (select distinct appendix, year from kpi.appendix_values) as y
inner join dim.appendix_cells as c on y.appendix = c.appendix
left join kpi.appendix_values as v
    on y.appendix = v.appendix and y.year = v.year and c.row = v.row and c.column_name = v.column_name
group by y.appendix, y.year, c.row, c.label, c.column_name
having count(v.appendix) <> 1
