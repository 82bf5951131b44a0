"""Many workbooks in one night: through the door, read, judged, loaded and answered."""

from pathlib import Path

from benchmarks.cases import Case, Side


def make(path: Path, rows: int) -> None:
    """A folder of so many returns in .xlsx, as people lay them out; the same for the same number."""
    from benchmarks.many.returns import write

    write(path, rows)


CASE = Case(
    name="many",
    title="Many workbooks (rows: files)",
    rows=2000,
    make=make,
    sides=(
        Side("Solieu", "benchmarks.many.with_solieu"),
        Side("calamine, the cells alone", "benchmarks.many.calamine_alone", at_most=2),
        Side("openpyxl, the cells alone", "benchmarks.many.openpyxl_alone", theirs=True, at_most=1 / 4),
    ),
)
