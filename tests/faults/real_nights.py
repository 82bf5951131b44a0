"""The real `solieu nightly`, Dagster and all: killed, then run again."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from faults.children import result
from faults.killing import SEED, Undisturbed, compared, figures

from schemas.home import Home

PROGRAM = Path(sys.executable).parent / "solieu"
_LONGEST = 1800


def started(home: Home) -> "subprocess.Popen[str]":
    """The program's night over a home, in a process of its own."""
    environment = os.environ | {"SOLIEU_HOME": str(home.root)}
    pipe = subprocess.PIPE
    return subprocess.Popen([PROGRAM, "nightly"], env=environment, stdout=pipe, stderr=pipe, text=True)


def kills(whole: Undisturbed, count: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Kill a night so many times at moments drawn over its length, run another after each."""
    length = _measured(whole)
    for number in range(count):
        home = whole.home("receiving", f"real-{number}")
        after = Random(f"{SEED}/real/{number}").uniform(0.3, 1.0) * length
        running = started(home)
        time.sleep(after)
        running.kill()
        running.communicate()
        readable = result(lambda home=home: figures(home)) in (whole.before, whole.after)  # type: ignore[misc]
        yield f"killed after {after:.1f} s", _run_again(home, whole, readable=readable)


def _measured(whole: Undisturbed) -> float:
    running, began = started(whole.home("receiving", "measured")), time.monotonic()
    running.communicate(timeout=_LONGEST)
    return time.monotonic() - began


def _run_again(home: Home, whole: Undisturbed, *, readable: bool) -> dict[str, object]:
    running = started(home)
    _, errors = running.communicate(timeout=_LONGEST)
    wrong: dict[str, object] = {} if readable else {"published": "neither the one before nor the one after"}
    if running.returncode == 2 or "Traceback" in errors:
        wrong["next night"] = errors
    return wrong | without_rules(compared(home, whole, "board"))


def without_rules(wrong: dict[str, object]) -> dict[str, object]:
    """The real night judges every rule, the undisturbed one those that are plain SQL, and tells of no other."""
    return {what: told for what, told in wrong.items() if what not in ("ops.rule_results", "dim.rules", "ops.alerts")}
