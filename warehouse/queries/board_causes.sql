-- What changed the figures that a publication changed, by the place where each stands now.
select c.appendix, c.row, c.column_name, f.year, f.receipt_no, r.file_name, f.decision_no
from ops.figure_causes as f
inner join dim.appendix_cells as c on f.appendix = c.appendix and f.cell = c.cell
left join ops.receipts as r on f.receipt_no = r.receipt_no
where f.publication_no = $number
order by f.receipt_no, f.decision_no
