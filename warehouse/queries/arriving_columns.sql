-- The columns of files that were exported, with their types.
describe select * from read_parquet({files})
