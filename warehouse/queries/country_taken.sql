insert into country.provinces
select $province, publication_no, published_at, rules, now()
from province.ops.publications
where publication_no = (select max(publication_no) from province.ops.publications)
