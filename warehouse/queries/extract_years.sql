-- The bounds are known before anything is read, of a view as well: what cannot be of these years is passed over.
insert into readers_copy.{relation} by name
select {columns} from {relation}
where
    year between list_min($years::integer[]) and list_max($years::integer[])
    and list_contains($years::integer[], year)
