-- Every relation, column and indicator in words.
-- Grain: one row per (kind, name, column_name)
select
    kind, name, column_name, column_type, contract, vi, en, unit_vi, unit_en, definition_vi, definition_en, source,
    international_code
from dim.dictionary
