-- The submitters of whose returns something was received or decided after a receipt and a decision, on which figures of
-- some years may rest: returns of these years and of the ones before, and later registers, whose rows may speak of
-- them. Where that is an exchange file, whoever such a file ever spoke for: the next one takes the place of the last as
-- a whole.
with moving as (
    select submission_id, submitter
    from {ledger}ops.receipts
    where
        (
            receipt_no > $through_no
            or receipt_no in (select receipt_no from {ledger}ops.decisions where decision_no > $through_decision)
        )
        and cast(left(period, 4) as integer) >= list_min($years::integer[]) - 1
        and (
            cast(left(period, 4) as integer) <= list_max($years::integer[])
            or list_contains($registers::varchar[], form)
        )
)

select submitter from moving
where submitter is not null
union
select submitter
from {ledger}core.carried
where exists (select 1 from moving as m where m.submission_id in (select submission_id from {ledger}core.carried))
