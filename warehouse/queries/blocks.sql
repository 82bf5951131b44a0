-- How many blocks of its file the warehouse uses, and how large one is; free ones at the end are cut off.
select used_blocks, block_size from pragma_database_size() where database_name = 'warehouse'
