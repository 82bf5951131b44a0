-- The years whose figures are older than the returns and decisions they rest on, or than the rules, or of which returns
-- fell due and are missing since (`fallen_due`).
-- A year that other rules built and a check held back is built again as well: its tables are not what `built` says.
-- A waived rule is judged again for its year, and again when the waiver is over.
-- A year's growth rests on the year before it, so a change there touches it as well.
-- A return speaks of the year of its period, which it says itself, and the rows of a register of others besides.
with others as materialized (
    from core.reported_years
    where year <> cast(left(period, 4) as integer)
),

about as not materialized (
    select receipt_no, outcome, cast(left(period, 4) as integer) as year
    from ops.receipts
    where form is not null and submitter is not null and period is not null
    union all
    select r.receipt_no, r.outcome, o.year
    from ops.receipts as r
    inner join others as o
        on r.form = o.form and r.submitter = o.submitter and r.period = o.period
),

changed as (
    select year, max(receipt_no) as last_no, 0 as last_decision
    from about
    where outcome in ('accepted', 'accepted_with_rejections', 'nil', 'withdrawal')
    group by year
    union all
    select a.year, 0 as last_no, max(d.decision_no) as last_decision
    from ops.decisions as d
    left join ops.decisions as u on d.undoes = u.decision_no
    inner join about as a on d.receipt_no = a.receipt_no
    where coalesce(u.kind, d.kind) in ('withdraw', 'withdraw_correction')
    group by a.year
    union all
    select d.year, 0 as last_no, max(d.decision_no) as last_decision
    from ops.decisions as d
    where d.rule is not null
    group by d.year
),

touched as (
    select y.year, max(c.last_no) as last_no, max(c.last_decision) as last_decision
    from (select distinct year from changed) as y
    inner join changed as c on c.year in (y.year, y.year - 1)
    group by y.year
),

built as (
    select
        year,
        arg_max(through_no, build_no) as through_no,
        arg_max(coalesce(through_decision, 0), build_no) as through_decision,
        arg_max(rules, build_no) as rules,
        arg_max(built_at, build_no) as built_at,
        arg_max(model_build_no, build_no) as model_build_no
    from ops.builds
    group by year
),

models as (
    select
        year,
        arg_max(rules, build_no) as rules,
        max(build_no) as build_no
    from ops.model_builds
    group by model, year
),

held_back as (
    select distinct m.year
    from models as m
    inner join built as b on m.year = b.year
    where m.rules <> $rules and m.build_no > b.model_build_no
),

-- What a waiver held for, and holds no more: the rule is judged again the night after its last day.
lapsed as (
    select distinct d.year
    from ops.decisions as d
    inner join built as b on d.year = b.year
    where
        d.kind = 'waive_rule'
        and d.valid_until < current_date and d.valid_until >= cast(b.built_at as date)
        and not exists (select 1 from ops.decisions as u where d.decision_no = u.undoes)
)

select t.year
from touched as t
left join built as b on t.year = b.year
left join held_back as h on t.year = h.year
left join lapsed as l on t.year = l.year
where
    b.year is null
    or b.through_no < t.last_no
    or b.through_decision < t.last_decision
    or b.rules <> $rules
    or h.year is not null
    or list_contains($fallen_due::integer[], t.year)
    or l.year is not null
order by t.year
