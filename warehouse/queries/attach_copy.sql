-- The format is that of every DuckDB which BI tools embed; small blocks, since most tables are small.
attach {file} as readers_copy (storage_version 'v1.0.0', block_size 16384)
