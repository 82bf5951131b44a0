-- Each indicator's estimate of a year that is running: some of its returns are not yet due.
-- Grain: one row per (indicator, year)
select
    e.indicator,
    e.year,
    e.method,
    e.value,
    e.so_far,
    e.periods_in,
    e.periods_of,
    e.returns_in,
    e.returns_of,
    e.last_same,
    e.last_total,
    e.through_period,
    e.reason,
    'estimate' as maturity,
    kpi.percent_of(e.value, y.plan) as percent_of_plan,
    kpi.percent_of(e.value - y.previous, y.previous) as growth
from kpi.estimate_at as e
inner join kpi.indicator_year as y on e.indicator = y.indicator and e.year = y.year
where
    e.cut = 'now'
    and y.returns_received + y.returns_missing < y.returns_expected
    -- Of a year that has one period nothing is left for a rate to reach out to.
    and (e.method <> 'run_rate' or e.periods_of > 1)
