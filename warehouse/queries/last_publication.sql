select coalesce(max(publication_no), 0) from ops.publications
