-- The values that the terms of `terms` are the sums of: for each term, submission and sheet, cell by cell. Of each term
-- the `most` largest (null: all), or fewer where there would be more than `of_all` together, but ten of each in any
-- case; and what the rest of them come to as one row without a receipt.
with summed as (
    select
        c.indicator as term,
        c.measure as term_measure,
        c.year as term_year,
        c.dimension as term_dimension,
        c.code as term_code,
        c.form,
        c.submitter,
        c.period,
        c.submission_id,
        c.receipt_no,
        c.file_name,
        c.received_at,
        c.sheet,
        any_value(c.column_name) as column_name,
        any_value(c.decision_number) as decision_number,
        any_value(c.decision_date) as decision_date,
        sum(c.value) as total,
        count(*) as cells_of
    from kpi.contribution as c
    inner join terms as t
        on
            c.indicator = t.term
            and c.measure = t.term_measure
            and c.year = t.term_year
            and c.dimension is not distinct from t.term_dimension
            and c.code is not distinct from t.term_code
    where c.year between $first and $last
    group by all
),

ranked as (
    select
        *,
        row_number() over (
            partition by term, term_measure, term_year, term_dimension, term_code
            order by total desc, receipt_no asc, sheet asc
        ) as place
    from summed
),

placed as materialized (
    select
        *,
        place > $most::bigint or (place > 10 and count(*) over (order by place) > $of_all::bigint) as is_rest
    from ranked
),

listed as (
    select
        c.indicator as term,
        c.measure as term_measure,
        c.year as term_year,
        c.dimension as term_dimension,
        c.code as term_code,
        c.submitter,
        c.period,
        c.submission_id,
        c.sheet,
        list(
            {
                'cell': c.cell,
                'value': c.value,
                'stated': c.stated,
                'rows_added': c.rows_added,
                'district': c.district,
                'breakdown': c.breakdown
            }
            order by try_cast(regexp_extract(c.cell, '[0-9]+$') as integer), c.cell
        ) as cells
    from kpi.contribution as c
    inner join placed as p
        on
            c.indicator = p.term
            and c.measure = p.term_measure
            and c.year = p.term_year
            and c.dimension is not distinct from p.term_dimension
            and c.code is not distinct from p.term_code
            -- An exchange file holds values of many returns.
            and c.submitter = p.submitter
            and c.period = p.period
            and c.submission_id = p.submission_id
            and c.sheet = p.sheet
            and p.is_rest is not true
    where c.year between $first and $last
    group by all
),

rest as (
    select
        term,
        term_measure,
        term_year,
        term_dimension,
        term_code,
        max(period) as period,
        sum(total) as total,
        cast(sum(cells_of) as bigint) as cells_of,
        count(*) as returns_of
    from placed
    where is_rest
    group by term, term_measure, term_year, term_dimension, term_code
)

select
    p.term, p.term_measure, p.term_year, p.term_dimension, p.term_code, p.form, p.submitter, p.period,
    p.submission_id, p.receipt_no, p.file_name, p.received_at, p.sheet, p.column_name, p.decision_number,
    p.decision_date, p.total, p.cells_of, 1 as returns_of, l.cells
from placed as p
inner join listed as l
    on
        p.term = l.term
        and p.term_measure = l.term_measure
        and p.term_year = l.term_year
        and p.term_dimension is not distinct from l.term_dimension
        and p.term_code is not distinct from l.term_code
        and p.submitter = l.submitter
        and p.period = l.period
        and p.submission_id = l.submission_id
        and p.sheet = l.sheet
union all
select
    term, term_measure, term_year, term_dimension, term_code, null as form, null as submitter, period,
    null as submission_id, null as receipt_no, null as file_name, null as received_at, null as sheet,
    null as column_name, null as decision_number, null as decision_date, total, cells_of, returns_of, null as cells
from rest
order by submitter, period, receipt_no, sheet
