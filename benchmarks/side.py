"""Runs one side of a case in this process and says what it took; needs nothing but Python itself.

A side is a module with `run(given, work)`, which does the work with the input `given` in the empty folder `work` and
returns the rows it came to, or a dictionary with `rows` and what else is to be told; `aside` in it are `seconds` and
`cpu` that it spent on making its input piece by piece, which do not count. Importing it is not measured, nor is
`ready(given, work)`, where it has that: what stands before the work begins in daily use, such as an empty warehouse.
"""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def measure(module: str, given: Path, work: Path) -> dict[str, Any]:
    """Wall and CPU seconds of the side's work, its own children's included once they have ended; and what it tells."""
    side = import_module(module)
    if hasattr(side, "ready"):
        side.ready(given, work)
    cpu, began = _cpu(), time.perf_counter()
    told = side.run(given, work)
    taken = {"seconds": time.perf_counter() - began, "cpu": _cpu() - cpu}
    known: dict[str, Any] = {"rows": told} if isinstance(told, int) else dict(told)
    aside = known.pop("aside", {})
    return known | {name: spent - aside.get(name, 0) for name, spent in taken.items()}


if __name__ == "__main__":
    found = measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    Path(sys.argv[4]).write_text(json.dumps(found), encoding="utf-8")
