-- The estimates of a year that is running, beside what is in so far.
select e.*, i.name_vi, i.name_en, u.vi as unit, i.decimals
from kpi.estimate_year as e
inner join dim.indicators as i on e.indicator = i.code
inner join dim.units as u on i.unit = u.code
where e.year = $year
order by i.appendix, i.appendix_row, i.code
