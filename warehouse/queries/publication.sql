select publication_no, published_at, through_no
from ops.publications
order by publication_no desc
limit 1
