-- The columns of files that were exported, with their types.
select column_name, lower(column_type) as kind
from (describe select * from read_parquet({files}))
