"""Solieu: the files lie in the inbox of a home with an empty warehouse, and are taken in."""

import shutil
from pathlib import Path

from benchmarks.many.returns import many
from pipelines.steps import take_in
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.migrate import prepare
from warehouse.store import connected

_declared: list[Catalogue] = []


def ready(given: Path, work: Path) -> None:
    """The home, its warehouse ready, and the files in its inbox."""
    files = sorted(given.iterdir())
    _declared.append(many(len(files)))
    home = Home(work / "home").create()
    with connected(home.warehouse) as connection:
        prepare(connection, _declared[0])
    for file in files:
        shutil.copyfile(file, home.inbox / file.name)


def run(_: Path, work: Path) -> dict[str, int]:
    """How many files were taken in, their rows, and how many cells were rejected or warned of."""
    intake = take_in(Home(work / "home"), _declared[0])
    return {
        "rows": len(intake.answers),
        "accepted": intake.received["accepted"],
        "loaded": sum(intake.rows.values()),
        "findings": intake.rejections + intake.warnings,
    }
