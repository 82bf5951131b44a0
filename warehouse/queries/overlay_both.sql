create or replace view {table} as
from warehouse.{table}
union all
from fresh_{table}
