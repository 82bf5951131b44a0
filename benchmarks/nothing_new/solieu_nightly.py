"""`solieu nightly` where nothing came: a process of its own, its start and imports included."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.cases import HERE


def ready(given: Path, work: Path) -> None:
    """A home of its own, over which such a night has gone: Dagster's storage lies where the home does."""
    shutil.copytree(given / "home", work / "home")
    nightly(work / "home")


def run(_: Path, work: Path) -> int:
    """The night."""
    nightly(work / "home")
    return 1


def nightly(home: Path) -> None:
    """Run it; late and overdue returns are told, and are no fault."""
    command = [sys.executable, str(HERE.parent / "solieu.py"), "nightly"]
    done = subprocess.run(
        command, env=os.environ | {"SOLIEU_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout + done.stderr)
