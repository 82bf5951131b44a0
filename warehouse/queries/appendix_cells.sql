-- The cells of a year's appendices, each with the forms that its figure rests on.
select
    v.appendix,
    v.row,
    v.column_name,
    v.label,
    v.unit,
    v.value,
    v.returns_expected,
    v.returns_received,
    v.returns_in_part,
    v.returns_missing,
    v.through_period,
    v.returns_received < v.returns_expected or v.returns_in_part > 0 as incomplete,
    list(distinct o.form) as forms
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
left join core.observations as o on c.indicator = o.indicator and v.year = o.year
where v.year = $year and v.value is not null
group by all
