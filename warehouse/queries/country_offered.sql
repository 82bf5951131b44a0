select
    p.publication_no,
    p.published_at,
    p.rules,
    coalesce((select max(b.build_no) from province.ops.builds as b), 0) as build_no
from province.ops.publications as p
where p.publication_no = (select max(publication_no) from province.ops.publications)
