-- The province's figure of everything that is there by district, and the sum of the districts.
-- A formula with a term missing has parts and no figure: there is nothing to contradict.
select y.year, i.name_vi as about, sum(d.actual) as value, any_value(y.actual) as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code and i.adds_up
inner join kpi.indicator_part_year as d on y.indicator = d.indicator and y.year = d.year and d.dimension = 'district'
where y.parts_missing = 0
group by y.indicator, y.year, i.name_vi
