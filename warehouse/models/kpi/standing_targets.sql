-- Of the targets that count, the one that stands for the year, as a value that counts in a sum.
-- Grain: one row per (indicator, measure, year)
with targets as (
    select p.*
    from kpi.plan_versions as p
    where p.counts
    qualify
        row_number() over (
            partition by p.indicator, p.year, p.measure
            order by p.value desc, p.receipt_no desc, p.sheet asc, p.cell asc
        ) = 1
)

select
    t.indicator,
    t.measure,
    cast(null as varchar) as dimension,
    cast(null as varchar) as code,
    t.year,
    t.value,
    i.unit,
    coalesce(f.layout_of, s.form) as form,
    t.submitter,
    s.period,
    cast(null as varchar) as district,
    cast(null as varchar) as breakdown,
    t.submission_id,
    t.receipt_no,
    s.file_name,
    t.received_at,
    t.sheet,
    t.cell,
    l.column_name,
    cast(null as decimal(28, 6)) as stated,
    cast(null as bigint) as rows_added,
    t.decision_number,
    t.decision_date
from targets as t
inner join dim.indicators as i on t.indicator = i.code
inner join ops.receipts as s on t.submission_id = s.submission_id and s.outcome <> 'duplicate'
inner join dim.forms as f on s.form = f.code
inner join core.column_letters as l
    on
        t.submission_id = l.submission_id
        and t.sheet = l.sheet
        and regexp_extract(t.cell, '^[A-Z]+') = l.letter
        and cast(regexp_extract(t.cell, '[0-9]+$') as integer) between l.first_row and l.last_row
