-- Every indicator by year and by submitter, district or breakdown code, in the base unit, with what each part rests on.
select
    indicator, dimension, code, year, actual, share, parts_missing, returns_expected, returns_received, returns_in_part,
    returns_missing, returns_provisional, through_period, maturity
from kpi.indicator_part_year
where actual is not null
order by indicator, dimension, code, year
