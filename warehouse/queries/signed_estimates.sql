-- The estimates that signed reports of a year gave, against what is in now.
select
    v.number, v.dated, f.indicator, f.year, f.method, f.value as estimate,
    y.actual, y.maturity,
    kpi.percent_of(f.value - y.actual, y.actual) as error_percent,
    i.name_vi, i.name_en, u.vi as unit, i.decimals
from ops.vintage_indicators as f
inner join ops.vintages as v on f.vintage_no = v.vintage_no
inner join dim.indicators as i on f.indicator = i.code
inner join dim.units as u on i.unit = u.code
left join kpi.indicator_year as y on f.indicator = y.indicator and f.year = y.year
where
    f.measure = 'estimate' and f.year = $year
    and not exists (select 1 from ops.vintages as r where v.vintage_no = r.revokes)
order by v.vintage_no, i.appendix, i.appendix_row, i.code
