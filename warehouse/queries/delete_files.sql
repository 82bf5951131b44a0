delete from {table} where list_contains($files, submission_id)
