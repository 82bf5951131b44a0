create table readers_copy.{relation} as select {columns} from {relation}
