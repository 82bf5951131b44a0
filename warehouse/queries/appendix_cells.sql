-- The cells of a year's appendices, each with the forms that its figure rests on.
select
    v.appendix,
    v.row,
    v.column_name,
    v.label,
    v.unit,
    v.value,
    list(distinct o.form) as forms
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
left join core.observations as o on c.indicator = o.indicator and v.year = o.year
where v.year = $year and v.value is not null and not c.annex
group by all
