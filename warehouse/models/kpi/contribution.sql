-- Each value that counts in a sum, with its file, sheet and cell: in the whole (no dimension), and in each part of it.
-- Grain: one row per (indicator, measure, dimension, code, submission_id, sheet, cell)
-- A stock is what the last period's returns say, of the whole and of the parts.
select
    o.indicator,
    o.measure,
    cast(null as varchar) as dimension,
    cast(null as varchar) as code,
    o.year,
    o.value,
    o.unit,
    o.form,
    o.submitter,
    o.period,
    o.district,
    o.breakdown,
    o.submission_id,
    o.receipt_no,
    o.file_name,
    o.received_at,
    o.sheet,
    o.cell,
    o.column_name,
    o.stated,
    o.rows_added,
    cast(null as varchar) as decision_number,
    cast(null as date) as decision_date
from kpi.observed as o
inner join dim.indicators as i on o.indicator = i.code
inner join kpi.last_period as l on o.indicator = l.indicator and o.year = l.year
where o.measure = 'actual' and o.counted and (i.aggregation = 'flow' or o.period = l.whole_period)
union all
select
    p.indicator,
    p.measure,
    p.dimension,
    p.code,
    p.year,
    p.value,
    p.unit,
    p.form,
    p.submitter,
    p.period,
    p.district,
    p.breakdown,
    p.submission_id,
    p.receipt_no,
    p.file_name,
    p.received_at,
    p.sheet,
    p.cell,
    p.column_name,
    p.stated,
    p.rows_added,
    cast(null as varchar) as decision_number,
    cast(null as date) as decision_date
from kpi.part_values as p
inner join dim.indicators as i on p.indicator = i.code
inner join kpi.last_period as l on p.indicator = l.indicator and p.year = l.year
where i.aggregation = 'flow' or p.period = l.parts_period
union all by name
select * from kpi.standing_targets
