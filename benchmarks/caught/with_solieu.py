"""Solieu's own door: the files come in one night, over a warehouse that holds the quarters before."""

import shutil
from pathlib import Path
from typing import Any

from benchmarks.caught.found import Found, told
from pipelines.steps import take_in
from schemas.declarations import catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

# Several files stand for one return here, which they never do in a night: what is said of that is no finding.
_OF_OTHERS = ("same_night", "no_change", "rows_dropped", "cumulative_exceeded")
_FINDINGS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def ready(given: Path, work: Path) -> None:
    """The night before, over the history."""
    home = Home(work / "home").create()
    _drop(given / "history", home)
    take_in(home, catalogue())


def run(given: Path, work: Path) -> dict[str, Any]:
    """What was caught."""
    home = Home(work / "home")
    _drop(given / "files", home)
    take_in(home, catalogue())
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, _FINDINGS)
    counted = [each for each in found if each["name"] not in _OF_OTHERS]
    return told(given, [Found.at(each["file"], each["cell"], each["name"]) for each in counted])


def _drop(folder: Path, home: Home) -> None:
    for path in sorted(folder.iterdir()):
        shutil.copy2(path, home.inbox / path.name)
