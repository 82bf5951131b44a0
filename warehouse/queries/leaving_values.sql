-- What the figures of years are worked out from, a row for each key: what counts of the returns, targets that count.
with counting as (
    select
        o.indicator,
        o.measure,
        o.submitter,
        o.period,
        o.district,
        o.breakdown,
        sum(o.value) as value,
        any_value(o.unit) as unit,
        -- It may change, or its return lacks something of the indicator.
        bool_or(o.maturity = 'provisional' or l.indicator is not null) as provisional,
        cast(null as varchar) as decision,
        cast(null as date) as decided,
        string_agg(o.receipt_no || ' ' || o.sheet || '!' || o.cell, '; ' order by o.receipt_no, o.sheet, o.cell)
            as origin
    from kpi.observed as o
    left join core.lacking as l
        on o.form = l.form and o.submitter = l.submitter and o.period = l.period and o.indicator = l.indicator
    where o.measure in ('actual', 'estimate') and list_contains($years::integer[], o.year)
    group by o.indicator, o.measure, o.submitter, o.period, o.district, o.breakdown
),

-- Those announced for a year the year before follow from these again.
targets as (
    select
        p.indicator,
        p.measure,
        p.submitter,
        cast(p.year as varchar) as period,
        cast(null as varchar) as district,
        cast(null as varchar) as breakdown,
        p.value,
        i.unit,
        false as provisional,
        p.decision_number as decision,
        p.decision_date as decided,
        p.receipt_no || ' ' || p.sheet || '!' || p.cell as origin
    from kpi.plan_versions as p
    inner join dim.indicators as i on p.indicator = i.code
    semi join core.plan_versions as v
        on
            p.year = v.year
            and p.indicator = v.indicator
            and p.measure = v.measure
            and p.submission_id = v.submission_id
            and p.sheet = v.sheet
            and p.cell = v.cell
    where p.counts and list_contains($years::integer[], p.year)
    qualify
        row_number() over (
            partition by p.indicator, p.measure, p.submitter, p.year
            order by p.value desc, p.receipt_no desc, p.sheet asc, p.cell asc
        ) = 1
)

from counting
union all
from targets
order by period, measure, submitter, indicator, district, breakdown
