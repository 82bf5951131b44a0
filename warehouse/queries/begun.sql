-- When the first publication was made, which no two homes made at one moment.
select min(published_at) as begun_at from ops.publications
