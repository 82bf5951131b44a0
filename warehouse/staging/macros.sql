-- A whole number of nothing but digits; null for whatever else. The first way is the fast one, and the usual.
create or replace temp macro item_number(text) as
    case
        when cast(try_cast(text as bigint) as varchar) = text and length(text) <= 18 then try_cast(text as bigint)
        when regexp_full_match(text, '[0-9]{1,18}') then try_cast(text as bigint)
    end;

-- The fields of a line; the line alone where quotation marks stand in it otherwise than around fields.
create or replace temp macro item_fields(line, delimiter) as
    case
        when not contains(line, '"') then string_split(line, delimiter)
        when
            regexp_full_match(
                delimiter || line,
                '(?:' || delimiter || '(?:"(?:[^"]|"")*"|[^"' || delimiter || ']*))*'
            )
            then
                list_transform(
                    regexp_extract_all(
                        delimiter || line, delimiter || '("(?:[^"]|"")*"|[^"' || delimiter || ']*)', 1
                    ),
                    lambda field:
                    if(
                        starts_with(field, '"'), replace(field[2: -2], '""', '"'), field
                    )
                )
        else [line]
    end;
