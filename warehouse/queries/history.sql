-- What counts of some earlier returns of a form, row by row.
select r.submitter as __submitter, r.period as __period, {columns}
from core.returns as r
inner join wanted as w on r.submitter = w.submitter and r.period = w.period
inner join core.{form} as t on r.submission_id = t.submission_id
where r.form = $form
