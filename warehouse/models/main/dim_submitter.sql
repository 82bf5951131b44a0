-- Who reports.
-- Grain: one row per (submitter)
select code as submitter, vi as name_vi, en as name_en, kind, district, valid_from, valid_to
from dim.submitters
