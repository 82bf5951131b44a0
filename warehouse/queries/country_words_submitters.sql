select code, kind, also, part_of, vi, en, district, valid_from, valid_to
from dim.submitters
order by code
