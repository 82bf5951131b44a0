"""The night over years of history."""

from pathlib import Path
from typing import Any

from benchmarks.history import night


def ready(given: Path, work: Path) -> None:
    """A home of its own."""
    night.ready(given, work, over=True)


def run(_: Path, work: Path) -> dict[str, Any]:
    """The night."""
    return night.run(work)
