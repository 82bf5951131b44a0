-- The years of which the country has figures of a province that are none of the province's: they are not added.
create or replace table country.outside as
select o.province, o.year
from (
    select province, year from country.observed
    union
    select province, year from country.standing_targets
) as o
inner join dim.districts as d on o.province = d.code and not dim.in_year(d.valid_from, d.valid_to, o.year)
