-- Those of the publication that readers have stay until the next one is theirs.
delete from ops.figure_causes where publication_no <> $held
