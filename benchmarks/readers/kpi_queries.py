"""The queries of `queries/` on the published file, by the views that are promised to readers."""

from pathlib import Path
from typing import Any

import duckdb

from benchmarks.readers.asking import asked

_QUERIES = {path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "queries").glob("*.sql")}
_open: list[duckdb.DuckDBPyConnection] = []
_STATEMENTS = 500


def ready(given: Path, _: Path) -> None:
    """An open connection, as a BI tool keeps it."""
    _open.append(duckdb.connect(str(given / "published" / "solieu.duckdb"), read_only=True))


def run(_: Path, __: Path) -> dict[str, Any]:
    """The median seconds of each query."""
    return asked(_open[0], dict(sorted(_QUERIES.items())), _STATEMENTS)
