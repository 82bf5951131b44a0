select distinct submission_id from read_parquet({file}) order by submission_id
