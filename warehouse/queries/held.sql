-- The newest publication in the file, the last receipt and build in it, when the first one was made, and when it was.
select
    publication_no,
    through_no,
    (select coalesce(max(build_no), 0) from ops.builds) as build_no,
    first_value(published_at) over (order by publication_no) as begun_at,
    published_at
from ops.publications
order by publication_no desc
limit 1
