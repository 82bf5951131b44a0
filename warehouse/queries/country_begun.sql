-- The newest publication in a province's file, and when the first one was made: no two homes made theirs at one moment.
select
    max(published_at) as published_at,
    min(published_at) as begun_at
from ops.publications
