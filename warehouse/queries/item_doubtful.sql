-- What several rows of a load seem to be about: hashes of their key, which two keys might share.
create or replace temp table item_doubtful as from new_rows
