select distinct year
from ops.builds
where $through::timestamptz is null or built_at > $through::timestamptz
order by year
