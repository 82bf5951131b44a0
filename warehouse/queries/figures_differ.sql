-- The figures of indicators that are not what they were.
select
    i.code as indicator, i.name_vi, i.name_en, u.vi as unit, i.decimals,
    coalesce(n.year, t.year) as year,
    coalesce(n.measure, t.measure) as measure,
    t.value as before,
    n.value as after
from now_figures as n
full join then_figures as t on n.indicator = t.indicator and n.year = t.year and n.measure = t.measure
inner join dim.indicators as i on coalesce(n.indicator, t.indicator) = i.code
inner join dim.units as u on i.unit = u.code
where n.value is distinct from t.value
order by 6, i.appendix, i.appendix_row, i.code, 7
