select column_type from (describe from read_parquet($file))
