-- Remove the files that no transaction ever committed: a writer was killed, so many days ago.
select path from ducklake_delete_orphaned_files('warehouse', older_than => now() - to_days($days))
