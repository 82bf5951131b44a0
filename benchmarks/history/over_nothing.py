"""The night over a warehouse that nothing has come to."""

from pathlib import Path
from typing import Any

from benchmarks.history import night


def ready(given: Path, work: Path) -> None:
    """A home of its own."""
    night.ready(given, work, over=False)


def run(_: Path, work: Path) -> dict[str, Any]:
    """The night."""
    return night.run(work)
