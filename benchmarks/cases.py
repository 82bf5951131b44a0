"""What a case is: an input, and the sides that do the same work with it."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CACHE = HERE / ".cache"


@dataclass(frozen=True)
class Side:
    """One way of doing the work of a case.

    `module`: what it runs, as `benchmarks.side` says; `theirs`: with the tools of `.venv-bench`, else with ours;
    `at_most`: what Solieu may take at most, as a multiple of this side's time: the goal, where there is one;
    `most_rows`: with more it is not run, for it would take all memory or all day.
    """

    name: str
    module: str
    theirs: bool = False
    at_most: float | None = None
    most_rows: int | None = None


@dataclass(frozen=True)
class Case:
    """One thing to measure; a folder `benchmarks/<name>/` gives it as `CASE`.

    `make`: writes the input for so many rows into a file or folder that is not there yet, always the same;
    `sides`: Solieu first, then its baselines; `also`: further numbers of rows; `memory`: what Solieu may hold, in MiB;
    `more`: what else to write under the results, from the folder to put pictures in and all results of the case.
    """

    name: str
    title: str
    rows: int
    make: Callable[[Path, int], None]
    sides: tuple[Side, ...]
    also: tuple[int, ...] = ()
    memory: int | None = None
    more: Callable[[Path, list[dict[str, Any]]], str] | None = None

    def sides_for(self, rows: int) -> tuple[Side, ...]:
        """The sides that are run with so many rows."""
        return tuple(side for side in self.sides if side.most_rows is None or rows <= side.most_rows)

    def input(self, rows: int) -> Path:
        """The input for so many rows, made when it is not there: whole or not at all."""
        CACHE.mkdir(exist_ok=True)
        path = CACHE / f"{self.name}-{rows}"
        if not path.exists():
            unfinished = path.with_name(f".{path.name}.part")
            self.make(unfinished, rows)
            unfinished.rename(path)
        return path


def cases() -> dict[str, Case]:
    """Every case there is, by name."""
    folders = sorted(each.name for each in pkgutil.iter_modules([str(HERE)]) if each.ispkg)
    return {name: import_module(f"benchmarks.{name}").CASE for name in folders}
