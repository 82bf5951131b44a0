-- By table, which rows were added, removed or stand in other columns or units, and whether any changed places.
select
    r.appendix,
    coalesce(list(r.label order by r.row) filter (r.standing = 'added'), []) as added,
    coalesce(list(r.label order by r.row) filter (r.standing = 'removed'), []) as removed,
    coalesce(list(r.label order by r.row) filter (r.standing = 'recast'), []) as recast,
    coalesce(bool_or(r.standing = 'moved'), false) as moved
from ({rows}) as r
group by r.appendix
order by r.appendix
