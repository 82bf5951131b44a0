-- Every return that is expected and how it stands, judged by what was accepted.
-- Grain: one row per (form, submitter, period)
-- What counts is asked in three places and found once.
with recursive counting as materialized (
    from core.returns
),

-- What the returns that were corrected replaced, one step after another.
chains as (
    select c.form, c.submitter, c.period, l.corrects as submission_id, 1 as corrections
    from counting as c
    inner join ops.chain as l on c.submission_id = l.submission_id
    union all
    select c.form, c.submitter, c.period, l.corrects as submission_id, c.corrections + 1 as corrections
    from chains as c
    inner join ops.chain as l on c.submission_id = l.submission_id
),

-- A return was in with the first submission that was accepted for it, whatever corrected it later.
histories as (
    select
        c.form,
        c.submitter,
        c.period,
        max(c.corrections) as corrections,
        arg_max(n.days_late, c.corrections) as days_late
    from chains as c
    inner join ops.receipts as n on c.submission_id = n.submission_id and n.outcome <> 'duplicate'
    group by c.form, c.submitter, c.period
),

-- Figures that exist and were not given, and rows of the form that are not in the file.
lacked as (
    select a.submission_id
    from core.absences as a
    inner join dim.absences as d on a.absence = d.code
    where d.lacking
    union all
    select submission_id
    from ops.warnings
    where check_name = 'row_absent'
),

lacking as (
    select submission_id, count(*) as cells
    from lacked
    group by submission_id
),

-- A return whose values an exchange file carries is in with that file, until it comes itself.
carried as (
    select
        c.form,
        c.submitter,
        c.period,
        s.receipt_no,
        s.outcome,
        s.received_at,
        count(*) as rows_accepted,
        any_value(s.rows_rejected) as rows_rejected,
        bool_or(c.provisional) as provisional
    from counting as k
    inner join core.carried as c on k.submission_id = c.submission_id
    inner join ops.receipts as s on k.receipt_no = s.receipt_no
    anti join counting as q on c.form = q.form and c.submitter = q.submitter and c.period = q.period
    where c.form is not null
    group by c.form, c.submitter, c.period, s.receipt_no, s.outcome, s.received_at
),

-- The years that anything has come of.
begun as (
    select distinct year
    from counting
),

standing as (
    select
        c.form,
        c.submitter,
        c.period,
        s.receipt_no,
        s.outcome,
        s.received_at,
        s.rows_accepted,
        s.rows_rejected,
        c.provisional,
        coalesce(l.cells, 0) as cells_lacking,
        coalesce(h.days_late, s.days_late) as days_late,
        coalesce(h.corrections, 0) as corrections
    from counting as c
    -- Of what counts, the outcome is what has become of it.
    inner join ops.receipts as s on c.receipt_no = s.receipt_no
    left join histories as h on c.form = h.form and c.submitter = h.submitter and c.period = h.period
    left join lacking as l on c.submission_id = l.submission_id
    union all by name
    select *, 0 as cells_lacking, 0 as corrections
    from carried
)

select
    e.form,
    e.submitter,
    e.period,
    e.year,
    f.regime,
    e.data_from,
    e.cutoff,
    e.due_date,
    case
        when s.receipt_no is null and e.due_date < {{ today }} then 'missing'
        when s.receipt_no is null then 'not_yet_due'
        when s.outcome = 'nil' then 'nil'
        when s.rows_rejected > 0 or s.cells_lacking > 0 then 'accepted_in_part'
        when s.corrections > 0 then 'corrected'
        when s.days_late > 0 then 'late'
        else 'received'
    end as status,
    s.receipt_no,
    s.received_at,
    s.days_late,
    s.rows_accepted,
    s.rows_rejected,
    s.cells_lacking,
    s.corrections,
    s.provisional,
    case when e.year >= (select min(o.year) from begun as o) then b.year is not null end as year_begun
from dim.expected_returns as e
inner join dim.forms as f on e.form = f.code
left join begun as b on e.year = b.year
left join standing as s on e.form = s.form and e.submitter = s.submitter and e.period = s.period
