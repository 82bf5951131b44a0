-- asset: kpi/appendix_values
-- severity: error
-- vi: Phụ lục của mỗi năm có đủ các ô đã khai báo
-- en: The appendices of a year have every declared cell, once
select y.appendix, y.year, c.row, c.column_name, count(v.appendix) as times
from (select distinct appendix, year from kpi.appendix_values) as y
inner join dim.appendix_cells as c on y.appendix = c.appendix
left join kpi.appendix_values as v
    on y.appendix = v.appendix and y.year = v.year and c.row = v.row and c.column_name = v.column_name
group by y.appendix, y.year, c.row, c.column_name
having count(v.appendix) <> 1
