"""What a steward sees of a table: its size, its columns, its first rows."""

from dataclasses import dataclass

import duckdb
import polars as pl

from warehouse.reading import Record, records
from warehouse.store import sql

PREVIEW = 8
# Counting it would join every row ever received to its return.
_UNCOUNTED = "core.observations"


@dataclass(frozen=True)
class View:
    """A table at a glance; `columns` hold name, kind (SQL type) and comment. `rows`: None where nobody counts them."""

    rows: int | None
    columns: list[Record]
    preview: pl.DataFrame


def inspect(connection: duckdb.DuckDBPyConnection, asset: str) -> View:
    """Look at the table or view of an asset such as `kpi/appendix_2`."""
    table = asset.replace("/", ".")
    counted = connection.execute(sql("count_rows", table=table)).fetchone() if table != _UNCOUNTED else None
    return View(
        rows=counted[0] if counted else None,
        columns=records(connection, sql("columns"), {"relation": table}),
        preview=connection.execute(sql("first_rows", table=table, rows=str(PREVIEW))).pl(),
    )
