-- The rows of one carrier's return of the quarter after the last of the past.
select
    p.district,
    p.service,
    added($carrier, p.place, $quarter) as new_subscribers,
    stock($carrier, p.place, $quarter) as subscribers,
    earned($carrier, p.place, $quarter) as revenue
from places as p
order by p.place
