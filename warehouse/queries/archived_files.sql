-- Every file that the ledger names, by its name in the archive.
select distinct submission_id
from ops.receipts
order by submission_id
