insert into readers_copy.{relation} by name select {columns} from {relation}
