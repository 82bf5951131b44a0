-- Every file that the ledger knows, by its bytes, its name and the moment it came.
select submission_id, file_name, received_at
from ops.receipts
