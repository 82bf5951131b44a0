select publication_no, published_at, rules
from province.ops.publications
where publication_no = (select max(publication_no) from province.ops.publications)
