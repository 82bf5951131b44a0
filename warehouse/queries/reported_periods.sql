-- The periods of a year, before one of them, for which a submitter's return counts.
select period
from core.returns
where layout = $form and submitter = $submitter and year = $year and period < $period
