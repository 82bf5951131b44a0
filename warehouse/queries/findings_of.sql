-- What was found in some files, as it stands in each: by sheet, row and column.
select submission_id, sheet, cell, column_name, value, check_name, message_vi, message_en
from {table}
where list_contains($files::varchar[], submission_id)
order by
    submission_id,
    sheet,
    try_cast(regexp_extract(cell, '\d+') as integer),
    length(regexp_extract(cell, '[A-Z]+')),
    cell,
    check_name,
    message_vi
