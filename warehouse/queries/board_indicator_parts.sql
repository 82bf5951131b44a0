-- Every indicator by year and by submitter, district or breakdown code, in the base unit.
select indicator, dimension, code, year, actual, share, parts_missing
from kpi.indicator_part_year
where actual is not null
order by indicator, dimension, code, year
