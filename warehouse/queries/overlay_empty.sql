create table {table} as from warehouse.{table} limit 0
