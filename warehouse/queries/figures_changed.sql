-- The published figures that publications after a number changed, with the labels that they are printed under.
select
    f.publication_no, f.year, f.appendix, f.row, f.column_name,
    c.label, c.unit, c.decimals, f.before, f.after, f.material,
    coalesce(f.incomplete_before, false) as incomplete_before,
    coalesce(v.maturity <> 'final', false) as incomplete
from ops.figure_changes as f
left join dim.appendix_cells as c on f.appendix = c.appendix and f.row = c.row and f.column_name = c.column_name
left join kpi.appendix_values as v
    on f.appendix = v.appendix and f.row = v.row and f.column_name = v.column_name and f.year = v.year
where f.publication_no > $after and f.published_before and f.before is distinct from f.after
order by f.material desc, f.year, f.appendix, f.row, f.column_name, f.publication_no
