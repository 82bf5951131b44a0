-- Every indicator by year, in the base unit, with the returns that it rests on and the estimate of a year that runs.
-- A stock beside a flow rests on the returns of the stock.
select
    y.indicator, y.year, y.plan, y.actual, y.percent_of_plan, y.previous, y.growth, y.next_plan, y.stock,
    y.returns_expected, y.returns_received, y.returns_in_part, y.returns_missing, y.returns_provisional,
    y.through_period, y.maturity, e.value as estimate, e.method,
    {
        'returns_expected': s.returns_expected, 'returns_received': s.returns_received,
        'returns_in_part': s.returns_in_part, 'returns_missing': s.returns_missing,
        'returns_provisional': s.returns_provisional, 'through_period': s.through_period, 'maturity': s.maturity
    } as stock_returns
from kpi.indicator_year as y
inner join dim.indicators as i on y.indicator = i.code
left join kpi.indicator_year as s on coalesce(i.stock, i.code) = s.indicator and y.year = s.year
left join kpi.estimate_year as e on y.indicator = e.indicator and y.year = e.year
order by y.indicator, y.year
