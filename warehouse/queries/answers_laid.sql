-- Every answer that was laid into the outbox, by its path there.
select path
from ops.answers
order by path
