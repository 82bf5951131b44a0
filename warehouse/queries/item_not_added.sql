-- The loads of a form whose rows nobody has added up: an earlier release did not.
select l.load_no, l.submission_id
from items.loads as l
anti join {table} as t on l.submission_id = t.submission_id
where l.form = $form
