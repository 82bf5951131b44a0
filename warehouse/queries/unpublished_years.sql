select distinct year
from ops.builds
where build_no > $through
order by year
