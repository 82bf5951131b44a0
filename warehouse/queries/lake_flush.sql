-- What small commits left in the catalogue becomes Parquet files; the rows of each table that did.
select schema_name || '.' || table_name as relation, rows_flushed from ducklake_flush_inlined_data('warehouse')
