"""What a steward sees of a table: its size, its columns, its first rows."""

from dataclasses import dataclass

import duckdb

from warehouse.migrate import VIEWS
from warehouse.reading import Record, records
from warehouse.store import sql

PREVIEW = 8
# Counting it would join every row ever received to its return.
_UNCOUNTED = "core.observations"
# Views that are no larger than the ledger; to ask one for its rows and then for their number is to work it out twice.
_WHOLE = frozenset(VIEWS) - {_UNCOUNTED}


@dataclass(frozen=True)
class View:
    """A table at a glance; `columns` hold name, kind (SQL type) and comment. `rows`: None where nobody counts them."""

    rows: int | None
    columns: list[Record]
    preview: list[Record]


def inspect(connection: duckdb.DuckDBPyConnection, *assets: str) -> list[View]:
    """Look at the tables or views of assets such as `kpi/appendix_2`; their columns are asked for all at once."""
    tables = [asset.replace("/", ".") for asset in assets]
    columns: dict[str, list[Record]] = {table: [] for table in tables}
    for column in records(connection, sql("columns"), {"relations": tables}):
        columns[column.pop("relation")].append(column)
    return [_view(connection, table, columns[table]) for table in tables]


def _view(connection: duckdb.DuckDBPyConnection, table: str, columns: list[Record]) -> View:
    if table in _WHOLE:
        shown = records(connection, sql("view_rows", view=table, rows=str(PREVIEW)))
        counts = [row.pop("rows_there") for row in shown]
        return View(rows=max(counts, default=0), columns=columns, preview=shown)
    counted = connection.execute(sql("count_rows", table=table)).fetchone() if table != _UNCOUNTED else None
    return View(
        rows=counted[0] if counted else None,
        columns=columns,
        preview=records(connection, sql("first_rows", table=table, rows=str(PREVIEW))),
    )
