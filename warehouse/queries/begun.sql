-- When the first publication was made.
select min(published_at) as begun_at from ops.publications
