create table if not exists {table} as select * from kept.{table} where false
