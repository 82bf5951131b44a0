-- Files below the lake's folder that its catalogue does not know: of another lake, or of killed writers.
select path
from ducklake_delete_orphaned_files('warehouse', cleanup_all => true, dry_run => true)
order by path
limit 1
