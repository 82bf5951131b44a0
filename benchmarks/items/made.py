"""Makes the files of one province, in a process of its own: its memory is nobody else's."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

YEAR = 2014
_SQL = Path(__file__).with_name("make.sql")


def shift(province: int, quarter: int) -> int:
    """What makes the files of a province and quarter others than the next ones."""
    return province * 4 + quarter


def made(folder: Path, province: int, office: str, rows: Sequence[int]) -> dict[str, float]:
    """Make the files `<quarter>.parquet` of so many rows each; the seconds that it took, by the clock and the CPU."""
    began, cpu = time.perf_counter(), _cpu()
    about = (str(folder), str(province), office, json.dumps(list(rows)))
    subprocess.run([sys.executable, "-m", "benchmarks.items.made", *about], check=True)
    return {"seconds": time.perf_counter() - began, "cpu": _cpu() - cpu}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    connection = duckdb.connect(config={"memory_limit": "400MB"})
    connection.execute("set preserve_insertion_order = true")
    for number, count in enumerate(json.loads(sys.argv[4]), start=1):
        about = {"quarter": number, "shift": shift(int(sys.argv[2]), number), "office": sys.argv[3], "year": str(YEAR)}
        file = str(Path(sys.argv[1], f"{number}.parquet"))
        connection.execute(_SQL.read_text(encoding="utf-8"), {"rows": count, "file": file, **about})
