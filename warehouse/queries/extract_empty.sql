delete from readers_copy.{relation}
