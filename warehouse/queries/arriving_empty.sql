create table {table} as select * from read_parquet({files}) where false
