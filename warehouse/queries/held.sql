-- The newest publication in the file, the last receipt in it, the newest build, and when the first publication was made.
select
    publication_no,
    through_no,
    (select coalesce(max(build_no), 0) from ops.builds) as build_no,
    (select min(published_at) from ops.publications) as begun_at
from ops.publications
order by publication_no desc
limit 1
