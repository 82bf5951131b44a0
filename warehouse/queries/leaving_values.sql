-- What the figures of years are worked out from, a row for each key: what counts of the returns, and the targets that count.
with counting as (
    select
        indicator,
        measure,
        submitter,
        period,
        district,
        breakdown,
        sum(value) as value,
        any_value(unit) as unit,
        max(maturity = 'provisional') as provisional,
        cast(null as varchar) as decision,
        cast(null as date) as decided,
        string_agg(receipt_no || ' ' || sheet || '!' || cell, '; ' order by receipt_no, sheet, cell) as origin
    from kpi.observed
    where measure in ('actual', 'estimate') and list_contains($years::integer[], year)
    group by indicator, measure, submitter, period, district, breakdown
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
