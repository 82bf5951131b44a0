-- Every sum and difference, and what its terms of the year come to; one with a term missing must have no value.
select
    y.year,
    i.name_vi as about,
    any_value(y.actual) as value,
    case when count(r.actual) = count(*) then sum(r.actual * t.sign) end as against
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code and i.formula <> 'ratio'
inner join dim.formula_terms as t on y.indicator = t.indicator
left join kpi.indicator_year as r on t.term = r.indicator and y.year = r.year
group by y.indicator, y.year, i.name_vi
