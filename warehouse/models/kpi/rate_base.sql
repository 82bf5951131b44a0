-- What a rate is per, such as the population of a density: who reported it, in which file, when it came.
-- Grain: one row per (indicator, year, submission_id)
select
    t.indicator,
    o.year,
    t.term as base,
    sum(o.value) as value,
    o.submitter,
    o.submission_id,
    o.period,
    any_value(o.received_at) as received_at
from dim.formula_terms as t
inner join dim.indicators as i on t.indicator = i.code
inner join dim.units as u on i.unit = u.code and u.rate_to is not null
inner join kpi.observed as o on t.term = o.indicator and o.measure = 'actual' and o.counted
where t.side = 'to' and kpi.in_build(o.year)
group by t.indicator, o.year, t.term, o.submitter, o.submission_id, o.period
