-- Remove the files that no snapshot has needed for so many days.
select path from ducklake_cleanup_old_files('warehouse', older_than => now() - to_days($days))
