-- The ledger as it stands: every receipt, with what has become of it since.
-- Grain: one row per (receipt_no)
with withdrawals as (
    select d.receipt_no, any_value(d.kind) as kind
    from ops.decisions as d
    where
        d.kind in ('withdraw', 'withdraw_correction')
        and not exists (select 1 from ops.decisions as u where d.decision_no = u.undoes)
    group by d.receipt_no
),

events as (
    select
        r.receipt_no,
        r.submission_id,
        -- A return is one, in whichever layout it comes.
        coalesce(f.layout_of, r.form) as form,
        r.submitter,
        r.period,
        w.kind is not null as withdrawn,
        (
            r.outcome in ('accepted', 'accepted_with_rejections', 'nil')
            and coalesce(w.kind <> 'withdraw_correction', true)
        ) as stands,
        -- Here the return is emptied; what comes after begins a new chain.
        case when r.outcome = 'withdrawal' then w.kind is null else coalesce(w.kind = 'withdraw', false) end as empties
    from ops.receipts as r
    left join withdrawals as w on r.receipt_no = w.receipt_no
    left join dim.forms as f on r.form = f.code
    where
        r.outcome in ('accepted', 'accepted_with_rejections', 'nil', 'withdrawal', 'rejected')
        and r.form is not null and r.submitter is not null and r.period is not null
),

-- Of nearly every return one receipt speaks; only where several do it matters which came when. (By a hash, since that
-- takes half as long: where two returns have the same one, that both are looked at more closely says nothing else.)
contested as (
    select hash(form, submitter, period) as spoken_of
    from events
    group by spoken_of
    having count(*) > 1
),

chains as (
    select
        *,
        count(*) filter (where empties) over earlier as chain_no,
        count(*) filter (where empties) over later > 0 as emptied
    from events as e
    semi join contested as c on hash(e.form, e.submitter, e.period) = c.spoken_of
    window
        earlier as (
            partition by form, submitter, period order by receipt_no
            rows between unbounded preceding and 1 preceding
        ),
        later as (
            partition by form, submitter, period order by receipt_no
            rows between current row and unbounded following
        )
),

standing as (
    select
        receipt_no,
        stands,
        emptied,
        first_value(case when stands then submission_id end ignore nulls) over (
            partition by form, submitter, period, chain_no order by receipt_no
            rows between 1 following and unbounded following
        ) as superseded_by
    from chains
),

withdrawn as (
    select receipt_no
    from events
    where withdrawn
),

-- A duplicate is about what its original is about.
duplicates as (
    select submission_id
    from ops.receipts
    where outcome = 'duplicate'
),

originals as (
    select o.submission_id, o.form, o.submitter, o.period, o.days_late
    from ops.receipts as o
    semi join duplicates as d on o.submission_id = d.submission_id
    where o.outcome <> 'duplicate'
)

select
    r.receipt_no,
    r.submission_id,
    r.file_name,
    coalesce(r.form, o.form) as form,
    coalesce(r.submitter, o.submitter) as submitter,
    coalesce(r.period, o.period) as period,
    case
        when w.receipt_no is not null then 'withdrawn'
        when s.stands and s.superseded_by is not null then 'superseded'
        when s.stands and s.emptied then 'withdrawn'
        else r.outcome
    end as status,
    r.received_at,
    r.rows_read,
    r.rows_accepted,
    r.rows_rejected,
    r.rows_other,
    coalesce(r.days_late, o.days_late) as days_late,
    case when w.receipt_no is null then s.superseded_by end as superseded_by,
    r.size_bytes,
    r.ingested_at,
    r.declarations
from ops.receipts as r
left join standing as s on r.receipt_no = s.receipt_no
left join withdrawn as w on r.receipt_no = w.receipt_no
-- (A condition on the receipt alone would compare every pair.)
left join originals as o on if(r.outcome = 'duplicate', r.submission_id, null) = o.submission_id
