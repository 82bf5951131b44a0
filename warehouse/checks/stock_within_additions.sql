-- By submitter and period: how a stock changed since the period before, and what was added to it.
with periods as (
    select form, period, lag(period) over (partition by form order by period) as before
    from (select distinct form, period from dim.expected_returns) as owed
),

reported as (
    select indicator, form, submitter, period, year, sum(value) as value
    from kpi.observed
    -- The first period of a year is compared with the last of the year before.
    where
        measure = 'actual'
        and year between list_min($years::integer[]) - 1 and list_max($years::integer[])
    group by indicator, form, submitter, period, year
)

select
    n.year,
    concat_ws(', ', i.name_vi, s.vi, n.period) as about,
    n.value - b.value as value,
    a.value as against
from dim.indicators as i
inner join reported as n on i.stock = n.indicator
inner join periods as p on n.form = p.form and n.period = p.period
inner join reported as b on i.stock = b.indicator and n.submitter = b.submitter and p.before = b.period
inner join reported as a on i.code = a.indicator and n.submitter = a.submitter and n.period = a.period
inner join dim.submitters as s on n.submitter = s.code
where list_contains($years::integer[], n.year)
