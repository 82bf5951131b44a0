select publication_no, published_at, through_no, rules
from ops.publications
order by publication_no desc
limit 1
