-- The ledger only grows: what became of a submission later follows from the receipts after it.
alter table ops.submissions rename to receipts;

alter table ops.receipts rename column status to outcome;

alter table ops.receipts drop column superseded_by;

update ops.receipts
set outcome = case when rows_rejected > 0 then 'accepted_with_rejections' else 'accepted' end
where outcome = 'superseded';
