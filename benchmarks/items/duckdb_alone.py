"""DuckDB adds up the same files by kind, whatever stands in them."""

import json
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.items.made import made

_SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def run(given: Path, work: Path) -> dict[str, Any]:
    """The rows added up; each province's files are there for as long as they are read."""
    aside, rows = {"seconds": 0.0, "cpu": 0.0}, 0
    connection = duckdb.connect(config={"memory_limit": "512MB"})
    for province, counts in enumerate(json.loads(given.read_text())):
        took = made(work, province, "post", counts)
        aside = {name: aside[name] + took[name] for name in aside}
        files = sorted(map(str, work.glob("*.parquet")))
        rows += sum(row[1] for row in connection.execute(_SQL, {"files": files}).fetchall())
        for file in files:
            Path(file).unlink()
    return {"rows": rows, "aside": aside}
