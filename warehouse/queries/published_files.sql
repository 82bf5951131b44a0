-- What the files of a publication, and of those after it, were when they were written.
select publication_no, file, sha256
from ops.published_files
where publication_no >= $number
