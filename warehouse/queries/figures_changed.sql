-- The published figures of appendices that publications after a number changed, where they stand and with the labels
-- that they are printed under. One that is printed no more changed to nothing else: see rows_changed.
select
    f.publication_no, f.year, f.appendix, c.row, c.column_name,
    c.label, c.unit, c.decimals, f.before, f.after, f.material,
    coalesce(f.incomplete_before, false) as incomplete_before,
    coalesce(f.incomplete_after, false) as incomplete
from ops.figure_changes as f
inner join dim.appendix_cells as c on f.appendix = c.appendix and f.cell = c.cell
where
    f.publication_no > $after
    and not c.annex
    and f.published_before
    and f.before is distinct from f.after
    and coalesce(f.standing, '') not in ('removed', 'recast')
order by f.material desc, f.year, f.appendix, c.row, c.column_name, f.publication_no
