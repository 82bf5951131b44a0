-- Each value that counts in a sum, with its file, sheet and cell: in the whole (no dimension), and in each part of it.
-- Grain: one row per (indicator, measure, dimension, code, submission_id, sheet, cell)
with placed as (
    select
        o.indicator, o.measure, o.year, o.value, o.unit, o.form, o.submitter, o.period, o.district, o.breakdown,
        o.submission_id, o.sheet, o.cell, cast(null as varchar) as dimension, cast(null as varchar) as code
    from kpi.observed as o
    where o.measure = 'actual' and o.counted
    union all
    from kpi.part_values
),

-- A stock is what the last period's returns say, of the whole and of the parts.
lasting as (
    select p.*
    from placed as p
    inner join dim.indicators as i on p.indicator = i.code
    qualify
        i.aggregation = 'flow'
        or p.period = max(p.period) over (partition by p.indicator, p.year, p.dimension is null)
),

-- Of the targets that count, the one that stands for the year.
targets as (
    select p.*
    from kpi.plan_versions as p
    where p.counts
    qualify
        row_number() over (
            partition by p.indicator, p.year, p.measure
            order by p.value desc, p.receipt_no desc, p.sheet asc, p.cell asc
        ) = 1
),

contributing as (
    select *, cast(null as varchar) as decision_number, cast(null as date) as decision_date
    from lasting
    union all by name
    select
        t.indicator, t.measure, t.year, t.value, i.unit, coalesce(f.layout_of, s.form) as form, t.submitter, s.period,
        t.submission_id, t.sheet, t.cell, t.decision_number, t.decision_date
    from targets as t
    inner join dim.indicators as i on t.indicator = i.code
    inner join ops.submissions as s on t.submission_id = s.submission_id and s.status <> 'duplicate'
    inner join dim.forms as f on s.form = f.code
)

select
    c.indicator,
    c.measure,
    c.dimension,
    c.code,
    c.year,
    c.value,
    c.unit,
    c.form,
    c.submitter,
    c.period,
    c.district,
    c.breakdown,
    c.submission_id,
    s.receipt_no,
    s.file_name,
    s.received_at,
    c.sheet,
    c.cell,
    l.column_name,
    u.stated,
    c.decision_number,
    c.decision_date
from contributing as c
inner join ops.submissions as s on c.submission_id = s.submission_id and s.status <> 'duplicate'
inner join core.column_letters as l
    on
        c.submission_id = l.submission_id
        and c.sheet = l.sheet
        and regexp_extract(c.cell, '^[A-Z]+') = l.letter
        and cast(regexp_extract(c.cell, '[0-9]+$') as integer) between l.first_row and l.last_row
left join core.cumulative as u
    on c.submission_id = u.submission_id and c.sheet = u.sheet and c.cell = u.cell
