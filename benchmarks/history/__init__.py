"""A night with a hundred new files over years of history, and the same night over an empty warehouse."""

from pathlib import Path

from benchmarks.cases import Case, Side


def make(path: Path, observations: int) -> None:
    """`declarations/`, `home/` with so many observations, published, `empty/`, and the files of a quarter in `new/`."""
    from benchmarks.history.past import write

    write(path, observations)


CASE = Case(
    name="history",
    title="A night with 100 new files over history (rows: observations in the warehouse)",
    rows=20_000_000,
    make=make,
    sides=(
        Side("over history", "benchmarks.history.over_history"),
        Side("over an empty warehouse", "benchmarks.history.over_nothing", at_most=1.2),
    ),
)
