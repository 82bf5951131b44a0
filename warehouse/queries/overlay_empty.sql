create table {target} as select * from warehouse.{table} where false
