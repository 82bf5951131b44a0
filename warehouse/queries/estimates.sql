-- The estimates of a year that is running, beside what is in so far; `silent`: the submitters who owe returns of the
-- year and of whom none came, whom the estimate counts as nothing, of `senders` who owe them.
with owing as (
    select
        indicator,
        year,
        count(*) as senders,
        coalesce(list(submitter order by submitter) filter (returns_received = 0), []) as silent
    from kpi.indicator_returns
    where submitter is not null and returns_expected > 0 and year = $year
    group by indicator, year
)

select
    e.*, i.name_vi, i.name_en, u.vi as unit, i.decimals,
    coalesce(o.senders, 0) as senders,
    coalesce(o.silent, []) as silent
from kpi.estimate_year as e
inner join dim.indicators as i on e.indicator = i.code
inner join dim.units as u on i.unit = u.code
left join owing as o on e.indicator = o.indicator and e.year = o.year
where e.year = $year
order by i.appendix, i.appendix_row, i.code
