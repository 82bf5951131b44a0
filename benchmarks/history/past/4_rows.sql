insert into core.operator_quarterly by name
select
    m.submission_id,
    'Biểu 01' as sheet,
    (8 + p.place)::integer as row,
    p.district,
    p.service,
    added(m.s, p.place, m.q) as new_subscribers,
    stock(m.s, p.place, m.q) as subscribers,
    (earned(m.s, p.place, m.q) * 1000000)::decimal(28, 6) as revenue
from made as m, places as p
order by m.receipt_no, p.place
