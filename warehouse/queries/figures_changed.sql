-- The published figures that publications after a number changed, with the labels that they are printed under.
select
    f.publication_no, f.year, f.appendix, f.row, f.column_name,
    c.label, c.unit, c.decimals, f.before, f.after, f.material,
    coalesce(f.incomplete_before, false) as incomplete_before,
    coalesce(f.incomplete_after, false) as incomplete
from ops.figure_changes as f
left join dim.appendix_cells as c on f.appendix = c.appendix and f.row = c.row and f.column_name = c.column_name
where f.publication_no > $after and f.published_before and f.before is distinct from f.after
order by f.material desc, f.year, f.appendix, f.row, f.column_name, f.publication_no
