-- The years that a province's figures are of, and the next one, which is held against them.
insert into country.touched
select distinct year + after, now()
from (
    select year from country.observed where province = $province
    union
    select year from country.indicator_year where province = $province
)
cross join (values (0), (1)) as next (after)
