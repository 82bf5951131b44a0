-- What a figure of the country is worked out from, or is itself, where provinces are missing from it.
with sides as (
    select term as indicator from dim.formula_terms where indicator = $indicator
    union
    select code as indicator from dim.indicators where code = $indicator
)

select
    i.name_vi, y.returns_expected, y.returns_received, y.returns_in_part, y.returns_missing, y.returns_provisional,
    y.left_out, y.through_period, y.maturity
from sides as s
inner join kpi.indicator_year as y on s.indicator = y.indicator
inner join dim.indicators as i on s.indicator = i.code
where y.year = $year and y.left_out is not null
order by i.name_vi
