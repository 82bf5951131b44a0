-- Why the country has no target, or no percent of one, where a table would print it: the provinces without.
select any_value(v.left_out) as left_out, v.method
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
where
    v.year = $year and v.method = 'plan_missing'
    and c.indicator = $indicator and c.measure = $measure and c.breakdown is null
group by v.method
