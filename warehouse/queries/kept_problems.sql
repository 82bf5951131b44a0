-- Why there are no bytes to read of a file.
select distinct submission_id, check_name as problem
from ops.rejections
where check_name in ({problems}) and sheet is null and cell is null
