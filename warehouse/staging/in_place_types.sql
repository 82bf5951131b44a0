select column_type from (describe from read_parquet($file, hive_partitioning = false))
