"""What people read: the board, the year's documents, a draft of a hundred pages that is checked."""

from pathlib import Path
from typing import Any

from benchmarks.cases import Case, Side

_GOAL = 10.0


def make(path: Path, pages: int) -> None:
    """A home after the demo's night, and in it `draft.docx`."""
    from benchmarks.papers.draft import write

    write(path, pages)


def each(_: Path, results: list[dict[str, Any]]) -> str:
    """The seconds of each, against the goal."""
    told = results[0]["told"]["each"].items()
    lines = [
        f"| {n} | {wall:.1f} | {cpu:.1f} | {'met' if wall <= _GOAL else '**missed**'} |" for n, (wall, cpu) in told
    ]
    head = f"| | seconds (the last round) | CPU seconds | goal: {_GOAL:.0f} s |"
    return "\n".join([head, "|---|---|---|---|", *lines])


CASE = Case(
    name="papers",
    title="Board, documents, drafts (rows: pages of the draft)",
    rows=100,
    make=make,
    more=each,
    sides=(Side("Solieu", "benchmarks.papers.written"),),
)
