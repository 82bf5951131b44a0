create table {table} as select * from read_parquet({files}) limit 0
