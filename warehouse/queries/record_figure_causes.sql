insert into ops.figure_causes by name
select
    (select max(publication_no) from ops.publications) as publication_no,
    n.appendix,
    c.cell,
    n.year,
    n.receipt_no,
    n.decision_no
from new_rows as n
inner join dim.appendix_cells as c
    on n.appendix = c.appendix and n.row = c.row and n.column_name = c.column_name
