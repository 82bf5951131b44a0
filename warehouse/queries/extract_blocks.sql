-- How many blocks of the copy hold nothing, and how many it has.
select free_blocks, total_blocks from pragma_database_size() where database_name = 'readers_copy'
