-- The numbers that a rule compares, and how far they are beyond what it tolerates: no more than zero is right.
-- Of two that should be equal, one alone is a fault; where one is at most the other, it compares nothing.
-- A comparison may say in which order its rows are told (`place`); those of others go by what they are about.
with compared as (
    select * from ({comparison})
    union all by name
    select 0 as place where false
)

select
    c.year,
    c.about,
    c.value,
    c.against,
    case
        when c.value is not null and c.against is not null
            then
                case when $exact then abs(c.value - c.against) else c.value - c.against end
                - cast($tolerance as decimal(28, 12))
        when $exact and (c.value is not null or c.against is not null) then 1
    end as excess
from compared as c
order by c.year, c.place, c.about
