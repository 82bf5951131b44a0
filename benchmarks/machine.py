"""The machine and the versions that a result was measured with."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cases import HERE

_TOLD = (
    *("dagster", "dbt-duckdb", "dlt", "duckdb", "frictionless", "great_expectations", "openpyxl"),
    *("pandas", "pandera", "polars", "pyarrow", "python-calamine"),
)
_ASK = "import importlib.metadata as m,sys;print(*(f'{d.name} {d.version}' for d in m.distributions()),sep='\\n')"
_GIB = 1 << 30


def machine() -> dict[str, str]:
    """Processor, memory, system and day, and the versions on either side."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "measured": datetime.now(UTC).date().isoformat(),
        "ours": _versions(".venv"),
        "theirs": _versions(".venv-bench"),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _versions(environment: str) -> str:
    python = HERE.parent / environment / "bin" / "python"
    found = subprocess.run([python, "-c", _ASK], check=True, capture_output=True, text=True).stdout.split("\n")
    return ", ".join(sorted({line for line in found if line.rpartition(" ")[0] in _TOLD}))
