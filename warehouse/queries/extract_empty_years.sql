-- A join, not a list: of a table in the order of its years only what may be of these is read.
delete from readers_copy.{relation} where year in (select unnest($years::integer[]))
