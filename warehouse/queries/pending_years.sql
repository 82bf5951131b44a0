-- The years whose figures are older than the returns and decisions they rest on, or than the rules, or of which returns
-- fell due and are missing since (`fallen_due`).
-- A waived rule is judged again for its year, and again when the waiver is over.
-- A year's growth rests on the year before it, so a change there touches it as well.
-- Both parts of what changed ask this; it is found once.
with reported as materialized (
    from core.reported_years
),

changed as (
    select y.year, max(r.receipt_no) as last_no, 0 as last_decision
    from ops.receipts as r
    inner join reported as y
        on r.form = y.form and r.submitter = y.submitter and r.period = y.period
    where r.outcome in ('accepted', 'accepted_with_rejections', 'nil', 'withdrawal')
    group by y.year
    union all
    select y.year, 0 as last_no, max(d.decision_no) as last_decision
    from ops.decisions as d
    left join ops.decisions as u on d.undoes = u.decision_no
    inner join ops.receipts as r on d.receipt_no = r.receipt_no
    inner join reported as y
        on r.form = y.form and r.submitter = y.submitter and r.period = y.period
    where coalesce(u.kind, d.kind) in ('withdraw', 'withdraw_correction')
    group by y.year
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
        arg_max(built_at, build_no) as built_at
    from ops.builds
    group by year
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
left join lapsed as l on t.year = l.year
where
    b.year is null
    or b.through_no < t.last_no
    or b.through_decision < t.last_decision
    or b.rules <> $rules
    or list_contains($fallen_due::integer[], t.year)
    or l.year is not null
order by t.year
