-- How many published figures of further tables publications after a number changed, by year, and how many as printed.
select f.year, count(*) as cells, count(*) filter (where f.material) as material
from ops.figure_changes as f
inner join dim.appendix_cells as c on f.appendix = c.appendix and f.cell = c.cell
where
    f.publication_no > $after
    and c.annex
    and f.published_before
    and f.before is distinct from f.after
    and coalesce(f.standing, '') not in ('removed', 'recast')
group by f.year
order by f.year
