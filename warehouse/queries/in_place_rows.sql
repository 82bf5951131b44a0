select count(*) from read_parquet($file, hive_partitioning = false)
