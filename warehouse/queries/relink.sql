-- A chain is linked when its receipt comes in.
update ops.chain set linked_at = $at where list_contains($files, submission_id)
