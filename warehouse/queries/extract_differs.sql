-- Whether a table has rows that its copy does not have, or fewer.
select
    (select count(*) from {relation}) <> (select count(*) from readers_copy.{relation})
    or exists (
        select {columns} from {relation}
        except all
        select {columns} from readers_copy.{relation}
    ) as differs
