-- Every indicator by year, with the names that a table needs to be read alone.
-- Grain: one row per (indicator, year)
select
    y.indicator,
    i.name_vi as indicator_vi,
    cast(y.year as varchar) as period,
    y.year,
    i.unit,
    u.vi as unit_vi,
    y.plan,
    y.actual,
    y.percent_of_plan,
    y.previous,
    y.growth,
    y.next_plan,
    y.stock,
    y.returns_expected,
    y.returns_received,
    y.through_period,
    y.maturity
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code
inner join dim.units as u on i.unit = u.code
