"""Runs the sides of a case by turns, each in a process of its own, and takes medians."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cases import CACHE, HERE, Case, Side

Run = dict[str, Any]
_WARM = 1 << 24
_MIB = 1 << 20


class SideFailed(RuntimeError):
    """A side ended with an error; the message ends with what it wrote."""


def run(side: Side, given: Path) -> Run:
    """One run of a side: what `benchmarks.side` says, and its peak memory (MiB), the processes it started included."""
    python = HERE.parent / (".venv-bench" if side.theirs else ".venv") / "bin" / "python"
    with tempfile.TemporaryDirectory(dir=CACHE, prefix=".run-") as folder:
        work, told, log = Path(folder, "work"), Path(folder, "told.json"), Path(folder, "log")
        work.mkdir()
        command = [str(python), "-m", "benchmarks.side", side.module, str(given), str(work), str(told)]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=HERE.parent, stdout=output, stderr=output)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode or not told.exists():
            raise SideFailed(f"{side.name}: exit {process.returncode}\n{log.read_text(errors='replace')[-2000:]}")
        found: Run = json.loads(told.read_text(encoding="utf-8"))
        return found | {"memory": used.ru_maxrss * 1024 / _MIB}


def rounds(case: Case, rows: int, times: int, tell: Callable[[str], None]) -> Iterator[dict[str, Run]]:
    """Each round runs every side once, in turn beginning with another; the input lies in the page cache."""
    tell(f"{case.name}: {rows} rows")
    # In a process of its own: of a process the kernel says no less than what the one that started it holds.
    with ProcessPoolExecutor(1, get_context("spawn")) as maker:
        given = maker.submit(case.input, rows).result()
    for number in range(times):
        _warm(given)
        sides = case.sides_for(rows)
        turn = number % len(sides)
        found: dict[str, Run] = {}
        for side in sides[turn:] + sides[:turn]:
            found[side.name] = run(side, given)
            each = found[side.name]
            tell(f"  {number + 1}/{times} {side.name}: {each['seconds']:.2f} s, {each['memory']:.0f} MiB")
        yield found


def _warm(given: Path) -> None:
    for path in [given] if given.is_file() else sorted(each for each in given.rglob("*") if each.is_file()):
        with path.open("rb") as file:
            while file.read(_WARM):
                pass


def results(case: Case, rows: int, found: list[dict[str, Run]], machine: Mapping[str, str]) -> list[dict[str, Any]]:
    """One result per side. Ratios are medians of those of each round, for the machine's load changes between them."""
    ours = case.sides[0].name
    return [
        {
            "case": case.name,
            "baseline": side.name,
            "rows": rows,
            "rounds": len(found),
            "seconds": _median(found, side.name, "seconds"),
            "cpu_seconds": _median(found, side.name, "cpu"),
            "peak_memory_mib": max(each[side.name]["memory"] for each in found),
            "ratio": None if side.name == ours else median(e[ours]["seconds"] / e[side.name]["seconds"] for e in found),
            "cpu_ratio": None if side.name == ours else median(e[ours]["cpu"] / e[side.name]["cpu"] for e in found),
            "at_most": side.at_most,
            "told": {k: v for k, v in found[-1][side.name].items() if k not in ("seconds", "cpu", "memory")},
            "machine": dict(machine),
        }
        for side in case.sides_for(rows)
    ]


def _median(found: list[dict[str, Run]], side: str, what: str) -> float:
    return float(median(each[side][what] for each in found))


def progress(line: str) -> None:
    """Tell at once how far it is, beside what may be piped elsewhere."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
