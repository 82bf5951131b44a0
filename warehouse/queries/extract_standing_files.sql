insert into readers_copy.{relation} by name
select {columns} from {relation} where submission_id in (select submission_id from touched where stands)
