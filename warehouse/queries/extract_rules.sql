-- The declarations and models that the newest publication in a file was made by.
select arg_max(rules, publication_no) from readers_copy.ops.publications
