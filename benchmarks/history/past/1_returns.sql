create temp table made as
select
    row_number() over (order by q, s) as receipt_no,
    sha256('return ' || s || '-' || q) as submission_id,
    'carrier_' || lpad(s::varchar, 5, '0') as submitter,
    (2013 + q // 4) || '-Q' || (q % 4 + 1) as period,
    make_date((2013 + q // 4)::integer, (q % 4 * 3 + 1)::integer, 1) as first_day,
    q,
    s
from range(0, $quarters::bigint) as quarters (q), range(1, $carriers::bigint + 1) as carriers (s)
