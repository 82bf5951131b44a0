-- What changed the cells of the appendices: for each return whose observations in a cell are not what they were, the
-- receipt that counts for it by now, or the withdrawal or the decision since that made another count, or none.
-- A return is one, in whichever layout it comes.
with receipts as (
    select s.receipt_no, s.submission_id, s.status, s.submitter, s.period, coalesce(f.layout_of, s.form) as form
    from ops.submissions as s
    left join dim.forms as f on s.form = f.code
    where s.status <> 'duplicate'
),

parts as (
    select *, 'now' as moment from now_parts
    union all by name
    select *, 'then' as moment from then_parts
),

observations as (
    select
        appendix, row, column_name, year, indicator, measure, form, submitter, period, district, breakdown,
        sum(value) filter (where moment = 'now') as after,
        sum(value) filter (where moment = 'then') as before,
        any_value(submission_id) filter (where moment = 'now') as said_after,
        any_value(submission_id) filter (where moment = 'then') as said_before
    from parts
    group by all
),

filled as (
    select appendix, cell, year from now_cells
    where value is not null
    union all
    select appendix, cell, year from then_cells
    where value is not null
),

-- The cells that were blank, or are by now.
once as (
    select appendix, cell, year
    from filled
    group by all
    having count(*) = 1
),

begun as (
    select d.appendix, d.row, d.column_name, o.year
    from once as o
    inner join dim.appendix_cells as d on o.appendix = d.appendix and o.cell = d.cell
),

-- What adds nothing changes nothing, unless the cell was blank and holds its zero now.
changed as (
    select o.*
    from observations as o
    left join begun as b
        on o.appendix = b.appendix and o.row = b.row and o.column_name = b.column_name and o.year = b.year
    where
        coalesce(o.after, 0) <> coalesce(o.before, 0)
        or (o.after is distinct from o.before and b.row is not null)
),

-- The returns that said so, then and now: what an exchange file carries is laid to the file.
said as (
    select distinct
        c.appendix, c.row, c.column_name, c.year, c.said_before,
        s.form, s.submitter, s.period
    from (select *, unnest([said_after, said_before]) as submission_id from changed) as c
    inner join receipts as s on c.submission_id = s.submission_id
),

-- A rate reaches out from as many returns as a submitter sent: one more moves it, whatever it holds.
arrived as (
    select
        coalesce(n.form, t.form) as form,
        coalesce(n.submitter, t.submitter) as submitter,
        coalesce(n.period, t.period) as period
    from now_returns as n
    full join then_returns as t on n.form = t.form and n.submitter = t.submitter and n.period = t.period
    where n.submission_id is null or t.submission_id is null
),

estimates as (
    select appendix, cell, year
    from now_cells
    where maturity = 'estimate'
    union
    select appendix, cell, year
    from then_cells
    where maturity = 'estimate'
),

estimated as (
    select distinct d.appendix, d.row, d.column_name, e.year
    from estimates as e
    inner join dim.appendix_cells as d on e.appendix = d.appendix and e.cell = d.cell
),

-- What the estimates were reached out from.
reached as (
    select distinct p.appendix, p.row, p.column_name, p.year, a.form, a.submitter, a.period, null as said_before
    from parts as p
    semi join estimated as e
        on p.appendix = e.appendix and p.row = e.row and p.column_name = e.column_name and p.year = e.year
    inner join dim.indicators as i on p.indicator = i.code
    inner join arrived as a
        on i.form = a.form and p.submitter = a.submitter and cast(p.year as varchar) = left(a.period, 4)
),

moving as (
    from said
    union all by name
    from reached
),

-- Where the same submission counts, another return's change moved its part, and that one is named. Of a return of
-- another year, which may speak of these, what counted then is known by what it said.
moved as (
    select distinct
        o.appendix, o.row, o.column_name, o.year, o.form, o.submitter, o.period,
        n.submission_id as counts
    from moving as o
    left join core.returns as n on o.form = n.form and o.submitter = n.submitter and o.period = n.period
    left join then_returns as t on o.form = t.form and o.submitter = t.submitter and o.period = t.period
    where n.submission_id is distinct from coalesce(t.submission_id, o.said_before)
),

came as (
    select m.*, s.receipt_no
    from moved as m
    inner join receipts as s
        on
            m.form = s.form and m.submitter = s.submitter and m.period = s.period
            and s.receipt_no > $through_no
            and case when m.counts is null then s.status = 'withdrawal' else m.counts = s.submission_id end
    qualify s.receipt_no = max(s.receipt_no) over (
        partition by m.appendix, m.row, m.column_name, m.year, m.form, m.submitter, m.period
    )
),

withdrawing as (
    select d.decision_no, r.form, r.submitter, r.period
    from ops.decisions as d
    inner join receipts as r on d.receipt_no = r.receipt_no
    left join ops.decisions as o on d.undoes = o.decision_no
    where
        d.decision_no > $through_decision
        and coalesce(o.kind, d.kind) in ('withdraw', 'withdraw_correction')
        and coalesce(o.decision_no, 0) <= $through_decision
        and not exists (select 1 from ops.decisions as u where d.decision_no = u.undoes)
)

select appendix, row, column_name, year, receipt_no, null as decision_no
from came
union
select m.appendix, m.row, m.column_name, m.year, null as receipt_no, d.decision_no
from moved as m
inner join withdrawing as d on m.form = d.form and m.submitter = d.submitter and m.period = d.period
anti join came as c
    on
        m.appendix = c.appendix and m.row = c.row and m.column_name = c.column_name and m.year = c.year
        and m.form = c.form and m.submitter = c.submitter and m.period = c.period
order by receipt_no, decision_no
