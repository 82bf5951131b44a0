-- The newest publication that people were told of, and the last receipt in it.
select p.publication_no, p.through_no
from ops.publications as p
inner join ops.told as t on t.kind = 'publication' and p.publication_no = t.number
order by p.publication_no desc
limit 1
