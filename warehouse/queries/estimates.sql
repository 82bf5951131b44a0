-- The estimates of a year that is running, beside what is in so far; `silent`: the submitters who owe returns of the
-- year and of whom none came, whom the estimate counts as nothing, of `senders` who owe them.
with heard as (
    -- Of a stock the last period's returns count; who sent those before it is not silent.
    select distinct indicator, submitter
    from kpi.observed
    where year = $year
),

owing as (
    select
        r.indicator,
        r.year,
        count(*) as senders,
        coalesce(
            list(r.submitter order by r.submitter) filter (r.returns_received = 0 and h.submitter is null), []
        ) as silent
    from kpi.indicator_returns as r
    left join heard as h on r.indicator = h.indicator and r.submitter = h.submitter
    where r.submitter is not null and r.returns_expected > 0 and r.year = $year
    group by r.indicator, r.year
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
