-- What each indicator's method would have given after each quarter of a year that is in, against what it came to.
-- Grain: one row per (indicator, year, cut)
select
    e.indicator,
    e.year,
    e.cut,
    e.method,
    e.value as estimate,
    y.actual,
    kpi.percent_of(e.value - y.actual, y.actual) as error_percent,
    e.reason,
    y.maturity
from kpi.estimate_at as e
inner join kpi.indicator_year as y on e.indicator = y.indicator and e.year = y.year
where
    y.actual is not null and y.returns_received = y.returns_expected
    and e.periods_of > 1
    and (e.cut <> 'now' or e.method = 'as_submitted')
