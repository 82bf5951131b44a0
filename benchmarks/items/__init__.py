"""Lists of postal items of 63 provinces, one row in ten thousand wrong: from Parquet to every province's Appendix 1."""

import json
from pathlib import Path

from benchmarks.cases import Case, Side
from benchmarks.items.growth import growth

PROVINCES = 63
QUARTERS = 4


def make(path: Path, rows: int) -> None:
    """The rows of each file, by province and quarter: what they hold is made when its turn comes, and removed again."""
    files = PROVINCES * QUARTERS
    each = [rows // files + (number < rows % files) for number in range(files)]
    path.write_text(json.dumps([each[start : start + QUARTERS] for start in range(0, files, QUARTERS)]))


CASE = Case(
    name="items",
    title="Lists of postal items of 63 provinces, to Appendix 1 of each",
    rows=10_000_000,
    also=(1_000_000,),
    make=make,
    more=growth,
    memory=4096,
    sides=(
        Side("Solieu", "benchmarks.items.ours"),
        Side("bare DuckDB, unchecked", "benchmarks.items.duckdb_alone", theirs=True),
    ),
)
