-- The figures that some tables print for a year, exact and in the printed unit, what each is, and which returns it
-- rests on.
select
    v.appendix, v.row, v.column_name, v.year, v.label, v.value, c.per_base, c.decimals,
    c.indicator, c.measure, c.breakdown as code,
    case when c.breakdown is not null then c.dimension end as dimension,
    v.returns_expected, v.returns_received, v.returns_in_part, v.returns_missing, v.returns_provisional,
    v.left_out, v.through_period, v.maturity, v.method
from kpi.appendix_values as v
inner join dim.appendix_cells as c
    on v.appendix = c.appendix and v.row = c.row and v.column_name = c.column_name
where v.year = $year and list_contains($tables::integer[], v.appendix) and v.value is not null
order by v.appendix, v.row, v.column_name
