-- The lines of a file below its header, as they stand; null for a blank one.
select rtrim(line, chr(13)) as line
from
    read_csv(
        $file,
        auto_detect = false,
        header = false,
        skip = 1,
        delim = chr(31),
        quote = '',
        escape = '',
        strict_mode = false,
        columns = {'line': 'varchar'}
    )
