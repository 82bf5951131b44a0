-- The figures of a row of a return, by carrier, row and quarter; a quarter goes on from the one before it, so that
-- nothing contradicts what was reported before.
create temp macro added(carrier, place, quarter) as
(20 + hash(carrier * 100 + place) % 20 + (quarter * 7 + place) % 10)::bigint;

create temp macro stock(carrier, place, quarter) as
(1000 + quarter * 15 + hash(carrier * 100 + place) % 200)::bigint;

create temp macro earned(carrier, place, quarter) as
(20 + hash(carrier * 100 + place + 7) % 50 + quarter % 10)::bigint;

create temp view places as
with districts as (
    select code, row_number() over (order by code) - 1 as place from (select distinct code from dim.districts)
),

services as (
    select code, row_number() over (order by code) - 1 as place from dim.codes where list = 'services'
)

select d.code as district, v.code as service, d.place * 6 + v.place as place
from districts as d, services as v
