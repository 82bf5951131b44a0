-- The returns of `placed_returns` that are listed, cell by cell; and of each term what the rest of them come to, as one
-- row without a receipt.
with listed as (
    select
        p.*,
        i.part_dimension as parts,
        i.submitter as reporter,
        -- As of kpi.contribution: a stock is what the last period's returns say.
        case
            when i.aggregation = 'flow' then null
            when p.term_dimension is null then l.whole_period
            else l.parts_period
        end as of_period
    from placed_returns as p
    inner join dim.indicators as i on p.term = i.code
    left join kpi.last_period as l on p.term = l.indicator and p.term_year = l.year
    where not p.is_rest
),

-- Each return is looked up once, whatever the sums are that it counts in.
summands as (
    select
        p.no, p.submitter, p.period, p.submission_id, p.receipt_no, p.sheet,
        o.form, o.file_name, o.received_at, o.column_name,
        cast(null as varchar) as decision_number,
        cast(null as date) as decision_date,
        o.cell, o.value, o.stated, o.rows_added, o.district, o.breakdown
    from listed as p
    inner join kpi.observed as o
        on
            p.term = o.indicator
            and p.term_measure = o.measure
            and p.term_year = o.year
            -- An exchange file holds values of many returns.
            and p.submitter = o.submitter
            and p.period = o.period
            and p.submission_id = o.submission_id
            and p.receipt_no = o.receipt_no
            and p.sheet = o.sheet
            and (p.of_period is null or p.of_period = o.period)
            -- As of kpi.part_values.
            and case p.term_dimension
                when 'submitter'
                    then
                        (o.counted and p.reporter is null and p.term_code = o.submitter)
                        or (p.parts = 'submitter' and p.term_code = o.breakdown)
                when 'district' then p.term_code = o.district
                when 'breakdown' then p.parts = 'breakdown' and p.term_code = o.breakdown
                else o.counted
            end
    where o.measure = 'actual' and o.year between $first and $last
    union all by name
    select
        p.no, p.submitter, p.period, p.submission_id, p.receipt_no, p.sheet,
        t.form, t.file_name, t.received_at, t.column_name, t.decision_number, t.decision_date,
        t.cell, t.value, t.stated, t.rows_added, t.district, t.breakdown
    from listed as p
    inner join kpi.standing_targets as t
        on
            p.term = t.indicator
            and p.term_measure = t.measure
            and p.term_year = t.year
            and p.term_dimension is not distinct from t.dimension
            and p.term_code is not distinct from t.code
            and p.submitter = t.submitter
            and p.period = t.period
            and p.submission_id = t.submission_id
            and p.receipt_no = t.receipt_no
            and p.sheet = t.sheet
),

told as (
    select
        no,
        submitter,
        period,
        submission_id,
        receipt_no,
        sheet,
        any_value(form) as form,
        any_value(file_name) as file_name,
        any_value(received_at) as received_at,
        any_value(column_name) as column_name,
        any_value(decision_number) as decision_number,
        any_value(decision_date) as decision_date,
        list(
            {
                'cell': cell,
                'value': value,
                'stated': stated,
                'rows_added': rows_added,
                'district': district,
                'breakdown': breakdown
            }
            order by try_cast(regexp_extract(cell, '[0-9]+$') as integer), cell
        ) as cells
    from summands
    group by no, submitter, period, submission_id, receipt_no, sheet
)

select
    p.term, p.term_measure, p.term_year, p.term_dimension, p.term_code, t.form, p.submitter, p.period,
    p.submission_id, p.receipt_no, t.file_name, t.received_at, p.sheet, t.column_name, t.decision_number,
    t.decision_date, p.total, p.cells_of, 1 as returns_of, t.cells
from placed_returns as p
inner join told as t
    on
        p.no = t.no
        and p.submitter = t.submitter
        and p.period = t.period
        and p.submission_id = t.submission_id
        and p.receipt_no = t.receipt_no
        and p.sheet = t.sheet
union all
select
    term, term_measure, term_year, term_dimension, term_code, null as form, null as submitter, max(period) as period,
    null as submission_id, null as receipt_no, null as file_name, null as received_at, null as sheet,
    null as column_name, null as decision_number, null as decision_date, sum(total) as total,
    cast(sum(cells_of) as bigint) as cells_of, count(*) as returns_of, null as cells
from placed_returns
where is_rest
group by no, term, term_measure, term_year, term_dimension, term_code
order by submitter, period, receipt_no, sheet
