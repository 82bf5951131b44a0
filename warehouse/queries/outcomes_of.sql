select receipt_no, submission_id, file_name, outcome
from {ledger}
where list_contains($numbers, receipt_no)
order by receipt_no
