-- The newest publication in the file, the last receipt in it, the newest build, and when the first one was made.
select
    publication_no,
    through_no,
    (select coalesce(max(build_no), 0) from ops.builds) as build_no,
    min(published_at) over () as begun_at
from ops.publications
order by publication_no desc
limit 1
