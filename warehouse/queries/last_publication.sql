select publication_no, through_no from ops.publications order by publication_no desc limit 1
