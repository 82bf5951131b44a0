insert into {table} by name
select
    n.*,
    (select max(publication_no) from ops.publications) as publication_no
from new_rows as n
