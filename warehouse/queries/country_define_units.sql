insert into country.units by name
select
    cast($province as varchar) as province,
    u.code as unit,
    u.vi,
    u.base,
    u.factor
from {schema}.units as u
