-- The rules loaded last, whatever the clock said then: rows are only added.
select version, year(loaded_at) as year from ops.rules order by rowid desc limit 1
