select count(*) from read_parquet($file)
