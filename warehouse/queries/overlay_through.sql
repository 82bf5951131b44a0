create view {table} as from warehouse.{table} where {column} <= {number}
