-- Of some years those of which the file below holds a model's rows as they would be built here: the same rules built
-- them, and nothing about the year is seen here that was not seen then, or was then and is not here.
with built as (
    select
        year,
        arg_max(through_no, build_no) as through_no,
        arg_max(through_decision, build_no) as through_decision,
        arg_max(rules, build_no) as rules
    from warehouse.ops.model_builds
    where model = $of_model and list_contains($years::integer[], year)
    group by year
),

apart as (
    select b.year as built, r.receipt_no
    from built as b
    inner join ops.receipts as r on b.through_no < r.receipt_no
    union
    select b.year as built, r.receipt_no
    from built as b
    inner join warehouse.ops.receipts as r on b.through_no >= r.receipt_no
    anti join ops.receipts as h on r.receipt_no = h.receipt_no
    union
    select b.year as built, d.receipt_no
    from built as b
    inner join ops.decisions as d on b.through_decision < d.decision_no
    union
    select b.year as built, d.receipt_no
    from built as b
    inner join warehouse.ops.decisions as d on b.through_decision >= d.decision_no
    anti join ops.decisions as h on d.decision_no = h.decision_no
),

known as (
    select receipt_no, submission_id, form, submitter, period
    from ops.receipts
    union all
    select receipt_no, submission_id, form, submitter, period
    from warehouse.ops.receipts
),

receipts as (
    select a.built, k.submission_id, k.form, k.submitter, k.period
    from apart as a
    inner join known as k on a.receipt_no = k.receipt_no
),

-- A return speaks of the year of its period; what an exchange file carries of others, and so may the rows of a
-- register, of earlier ones.
spoken as (
    select built
    from receipts
    where
        built = cast(left(period, 4) as integer)
        or (built < cast(left(period, 4) as integer) and list_contains($registers::varchar[], form))
    union
    select r.built
    from receipts as r
    inner join core.carried as c on r.submission_id = c.submission_id and r.built = c.year
)

select b.year
from built as b
anti join spoken as s on b.year = s.built
where b.rules = $rules
order by b.year
