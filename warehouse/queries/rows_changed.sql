-- The appendices that publications after a number, through another, print with other rows than before: which were
-- added, which are declared no more, which stand in other columns or units, and whether rows changed places.
select appendix, standing, label, min(row) as row
from ops.figure_changes
where
    publication_no > $after
    and publication_no <= coalesce($through, publication_no)
    and standing is not null
    and (standing not in ('removed', 'recast') or before is not null)
group by appendix, standing, label
