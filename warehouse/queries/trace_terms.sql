-- What the figures of `figures` are worked out from.
select t.* exclude (figure)
from kpi.figure_terms as t
inner join figures as f
    on
        t.indicator = f.indicator
        and t.year = f.year
        and t.measure = f.measure
        and t.dimension is not distinct from f.dimension
        and t.code is not distinct from f.code
where t.year between $first and $last
order by t.operand, t.side, t.sign desc, t.term
