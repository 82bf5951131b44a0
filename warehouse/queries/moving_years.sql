-- The years that had been published and whose figures may be others by what was received or decided after a receipt and
-- a decision: those that it speaks of, and the ones after them, whose growth rests on them.
with since as (
    select form, submitter, period, submission_id
    from ops.receipts
    where
        receipt_no > $through_no
        or receipt_no in (select receipt_no from ops.decisions where decision_no > $through_decision)
),

spoken as (
    select y.year
    from core.reported_years as y
    semi join since as s on y.form = s.form and y.submitter = s.submitter and y.period = s.period
    union
    select c.year
    from core.carried as c
    semi join since as s on c.submission_id = s.submission_id
)

select distinct f.year
from ops.figure_changes as f
inner join spoken as s on f.year in (s.year, s.year + 1)
order by f.year
