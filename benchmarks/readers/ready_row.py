"""The limit: a row that lies ready in a table, read on an open connection."""

from pathlib import Path
from typing import Any

import duckdb

from benchmarks.readers.asking import asked

_HERE = Path(__file__).parent
_open: list[duckdb.DuckDBPyConnection] = []
_STATEMENTS = 500


def ready(_: Path, work: Path) -> None:
    """A file with the row, and an open connection to it."""
    with duckdb.connect(str(work / "ready.duckdb")) as connection:
        connection.execute((_HERE / "make_ready_row.sql").read_text(encoding="utf-8"))
    _open.append(duckdb.connect(str(work / "ready.duckdb"), read_only=True))


def run(_: Path, __: Path) -> dict[str, Any]:
    """The median seconds of reading it."""
    return asked(_open[0], {"ready_row": (_HERE / "ready_row.sql").read_text(encoding="utf-8")}, _STATEMENTS)
