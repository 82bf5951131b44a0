-- The error of each indicator's method in a year, after each quarter, and what that would have been.
select e.*, i.name_vi, i.name_en, u.vi as unit, i.decimals
from kpi.estimate_error as e
inner join dim.indicators as i on e.indicator = i.code
inner join dim.units as u on i.unit = u.code
where e.year = $year
order by i.appendix, i.appendix_row, i.code, e.cut
