select list, code, vi, en
from dim.codes
order by list, code
