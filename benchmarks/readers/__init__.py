"""What readers ask of the published file, beside a row that is ready to be read."""

from pathlib import Path
from typing import Any

from benchmarks.cases import Case, Side


def make(path: Path, _: int) -> None:
    """A home after the demo's night."""
    from benchmarks.demo_home import write

    write(path)


def each_query(_: Path, results: list[dict[str, Any]]) -> str:
    """How long each query took, as a multiple of the ready row."""
    ready = results[-1]["told"]["per_query"]["ready_row"]
    queries = sorted(results[0]["told"]["per_query"].items(), key=lambda found: -found[1])
    times = ", ".join(f"`{name}` {seconds / ready:.1f} x" for name, seconds in queries)
    return f"A statement each; the ready row takes {ready * 1000:.3f} ms. As multiples of it: {times}."


CASE = Case(
    name="readers",
    title="What readers ask (rows: statements)",
    rows=500,
    make=make,
    more=each_query,
    sides=(
        Side("KPI queries", "benchmarks.readers.kpi_queries"),
        Side("a ready row, bare DuckDB", "benchmarks.readers.ready_row", theirs=True, at_most=20),
    ),
)
