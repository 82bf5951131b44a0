-- What the ledger knows of some files, by their bytes: each name and moment that they came under.
select submission_id, file_name, received_at
from ops.receipts
where submission_id in (select unnest($files::varchar[]))
