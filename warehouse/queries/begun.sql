-- When the first publication was made; where a clock was set back, later ones are the earlier by their time.
select arg_min(published_at, publication_no) as begun_at from ops.publications
