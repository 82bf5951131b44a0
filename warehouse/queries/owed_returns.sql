-- Worked out once for all that is asked of it.
create or replace temp table owed_returns as
from ops.expected_returns
where status = 'missing' or year_begun or receipt_no is not null
