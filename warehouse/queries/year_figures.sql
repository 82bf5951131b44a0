-- Each figure of each indicator for a year, exact and in the base unit, whole and by what it is kept by, with the
-- returns that it rests on where these are not all in. Plans and the year before rest on none of the year's.
select
    f.indicator,
    f.dimension,
    f.code,
    f.measure,
    f.value,
    y.returns_expected,
    y.returns_received,
    y.returns_in_part,
    y.returns_missing,
    y.through_period,
    coalesce(y.returns_received < y.returns_expected or y.returns_in_part > 0, false) as incomplete
from kpi.figures as f
inner join dim.indicators as i on f.indicator = i.code
left join kpi.indicator_year as y
    on
        y.year = $year
        and y.indicator = case when f.measure = 'stock' then coalesce(i.stock, i.code) else i.code end
        and f.measure not in ('plan', 'previous', 'next_plan')
where f.year = $year
