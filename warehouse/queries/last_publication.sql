-- What a publication contains: the newest build it holds.
select max(publication_no) as publication_no, (select max(built_at) from ops.builds) as built_at
from ops.publications
