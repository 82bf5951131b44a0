-- Every published figure, one row each: what a draft is checked against.
select
    f.indicator,
    f.code as breakdown,
    f.measure,
    f.year,
    f.value,
    y.returns_received,
    y.returns_expected
from kpi.figures as f
left join kpi.indicator_year as y on f.indicator = y.indicator and f.year = y.year and f.dimension is null
where f.dimension is null or (f.measure = 'actual' and f.parts_missing = 0)
order by all
