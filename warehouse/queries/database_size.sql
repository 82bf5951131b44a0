-- The bytes that the file's blocks take.
select cast(block_size * total_blocks as bigint) as bytes
from pragma_database_size()
where database_name = 'warehouse'
