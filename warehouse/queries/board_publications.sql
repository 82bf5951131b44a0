-- The publication that readers have and the one before it, the newest first.
select publication_no, through_no, published_at
from ops.publications
where publication_no <= $held
order by publication_no desc
limit 2
