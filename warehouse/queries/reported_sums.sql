-- What counts of those returns, added up by key.
select {keys}, {sums}
from core.{form} as t
inner join core.returns as r on t.submission_id = r.submission_id
where r.layout = $form and r.submitter = $submitter and r.year = $year and r.period < $period
group by {keys}
