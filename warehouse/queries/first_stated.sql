-- Whether a figure since the beginning of a year was ever stated; most warehouses hold none.
select 1 as there
from core.cumulative
limit 1
