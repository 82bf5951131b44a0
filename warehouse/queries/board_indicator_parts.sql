-- Every indicator by year and by submitter, district or breakdown code, in the base unit, with what each part rests on:
-- of so many newest years so many codes, the largest; `codes_of`: how many there are.
with newest as (
    select *
    from kpi.indicator_part_year
    where actual is not null and year > (select max(y.year) from kpi.indicator_year as y) - $years
),

sized as (
    select *, max(abs(actual)) over (partition by indicator, dimension, code) as size
    from newest
),

placed as (
    select *, dense_rank() over (partition by indicator, dimension order by size desc, code asc) as place
    from sized
),

counted as (
    select *, max(place) over (partition by indicator, dimension) as codes_of
    from placed
)

select
    indicator, dimension, code, year, actual, share, parts_missing, returns_expected, returns_received, returns_in_part,
    returns_missing, returns_provisional, through_period, maturity, codes_of
from counted
where place <= $codes
order by indicator, dimension, code, year
