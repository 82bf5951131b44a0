create table {into} as select * from warehouse.{table} where false
