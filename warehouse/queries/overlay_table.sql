create view {table} as from warehouse.{table}
