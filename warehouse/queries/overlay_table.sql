create or replace view {table} as from warehouse.{table}
