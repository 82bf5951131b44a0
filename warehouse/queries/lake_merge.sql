-- Small files of a table that lie side by side become larger ones.
select schema_name || '.' || table_name as relation, files_processed from ducklake_merge_adjacent_files('warehouse')
