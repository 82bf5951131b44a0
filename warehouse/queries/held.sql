-- The newest publication in the file, the last receipt in it, and the newest build.
select
    publication_no,
    through_no,
    (select coalesce(max(build_no), 0) from ops.builds) as build_no
from ops.publications
order by publication_no desc
limit 1
