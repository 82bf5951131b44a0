create table {table} as select * from warehouse.{table} where false
