-- Of years that nothing happened to it held before.
select
    any_value(year) as year,
    concat_ws(', ', indicator, measure, submitter, period, district, breakdown) as about,
    count(*) as value,
    1 as against
from core.observations
where list_contains($years::integer[], year)
group by indicator, measure, submitter, period, district, breakdown
having count(*) > 1
