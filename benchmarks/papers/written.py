"""Solieu writes the board and the year's documents, and checks the draft."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.papers.draft import YEAR
from pipelines import steps
from reports.draft.checking import check_draft
from reports.draft.figures import published
from schemas.declarations import catalogue
from schemas.home import Home
from schemas.prose import prose


def ready(given: Path, work: Path) -> None:
    """A home of its own: documents are written into it."""
    shutil.copytree(given, work / "home")


def run(given: Path, work: Path) -> dict[str, Any]:
    """The seconds of each, and how many figures of the draft were checked."""
    home, declared = Home(work / "home"), catalogue()
    checked: list[Any] = []

    def draft() -> None:
        figures = published(home.published_warehouse)
        checked.extend(check_draft(given / "draft.docx", declared, prose(), figures, YEAR))

    taken = {
        "the board": _seconds(lambda: steps.write_board_pages(home, declared)),
        "the documents of a year": _seconds(lambda: steps.write_year(home, declared, YEAR)),
        "a draft": _seconds(draft),
    }
    return {"rows": len(checked), "each": taken}


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu
