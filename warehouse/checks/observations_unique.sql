select
    any_value(year) as year,
    concat_ws(', ', indicator, measure, submitter, period, district, breakdown) as about,
    count(*) as value,
    1 as against
from core.observations
group by indicator, measure, submitter, period, district, breakdown
having count(*) > 1
