insert into ops.answers by name
select receipt_no, submitter || '/' || receipt_no || '.html' as path, now() as answered_at from made
