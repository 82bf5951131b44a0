"""The limit: DuckDB loads the file into a table of the same column types, and checks nothing."""

from pathlib import Path

import duckdb

_QUERY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def run(given: Path, work: Path) -> int:
    """The rows that are in the table."""
    with duckdb.connect(work / "loaded.duckdb") as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(_QUERY, {"file": str(given)})
        counted = connection.execute("select count(*) from loaded").fetchone()
    return int(counted[0]) if counted else 0
