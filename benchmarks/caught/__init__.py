"""Faults planted in clean returns: which tool sees them, and what it says of returns in which there is none."""

from pathlib import Path

from benchmarks.cases import Case, Side
from benchmarks.caught.telling import table


def make(path: Path, rows: int) -> None:
    """A folder of returns: so many with each fault, clean ones, the history before them; the same each time."""
    from benchmarks.caught.make import write

    write(path, rows)


CASE = Case(
    name="caught",
    title="Faults caught",
    rows=6,
    make=make,
    more=table,
    sides=(
        Side("Solieu", "benchmarks.caught.with_solieu"),
        Side("Frictionless", "benchmarks.caught.with_frictionless", theirs=True),
        Side("pandera", "benchmarks.caught.with_pandera", theirs=True),
        Side("Great Expectations", "benchmarks.caught.with_expectations", theirs=True),
    ),
)
