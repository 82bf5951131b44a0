"""A return of many millions of rows, one in a thousand of them wrong: from the file to the warehouse."""

from pathlib import Path

import duckdb

from benchmarks.cases import HERE, Case, Side
from benchmarks.large.growth import growth

_SQL = HERE / "large"


def make(path: Path, rows: int) -> None:
    """The file: operator, district, commune, month, service and three figures; the same for the same number of rows."""
    connection = duckdb.connect()
    connection.execute((_SQL / "make.sql").read_text(encoding="utf-8"), {"rows": rows, "file": str(path)})


CASE = Case(
    name="large",
    title="A large return",
    rows=10_000_000,
    also=(1_000_000,),
    make=make,
    more=growth,
    memory=1024,
    sides=(
        Side("Solieu", "benchmarks.large.ours"),
        Side("bare DuckDB, unchecked", "benchmarks.large.duckdb_alone", theirs=True, at_most=1.2),
        Side("dlt, unchecked", "benchmarks.large.dlt_alone", theirs=True, at_most=1 / 2.5, most_rows=10**7),
        Side("pandas with pandera", "benchmarks.large.pandas_pandera", theirs=True, at_most=1 / 4, most_rows=10**7),
    ),
)
