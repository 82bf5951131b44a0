-- Rows that do not pass beside others: their fields once more, from the file.
update {{ table }}
set raw = s.raw
from (
    select
        n.place,
        if(
            len(item_fields(n.line, $delimiter)) = $width,
            array_to_string(item_fields(n.line, $delimiter), chr(31)),
            n.line
        ) as raw
    from (select $base + row_number() over () - 1 as place, line from ({{ lines }}) as l) as n
    semi join item_late as w on n.place = w.place
) as s
where {{ table }}.rowid = s.place and load_no = $load_no
