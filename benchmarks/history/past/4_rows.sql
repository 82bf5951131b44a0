insert into core.operator_quarterly by name
with districts as (
    select code, row_number() over (order by code) - 1 as place from (select distinct code from dim.districts)
),

services as (
    select code, row_number() over (order by code) - 1 as place from dim.codes where list = 'services'
)

select
    m.submission_id,
    'Biểu 01' as sheet,
    (8 + d.place * 6 + v.place)::integer as row,
    d.code as district,
    v.code as service,
    (20 + hash(m.s * 100 + d.place * 6 + v.place) % 30)::bigint as new_subscribers,
    (1000 + m.q * 15 + hash(m.s * 100 + d.place * 6 + v.place) % 200)::bigint as subscribers,
    ((20 + hash(m.s * d.place + m.q) % 50) * 1000000)::decimal(28, 6) as revenue
from made as m, districts as d, services as v
order by m.receipt_no, d.place, v.place
