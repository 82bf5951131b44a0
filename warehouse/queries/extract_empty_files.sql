delete from readers_copy.{relation} where submission_id in (select submission_id from touched)
