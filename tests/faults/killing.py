"""Kills at seeded moments of a night, by the number of a change or by the clock; then the next night is compared."""

import mmap
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

import duckdb
from faults.children import Act, Child, at, die, result, watch
from faults.nights import contents, differences, first_inbox, night, phases, second_inbox

from schemas.declarations import Catalogue
from schemas.home import Home

SEED = 2014
# Of the tries in a phase, every so many is by the clock, which also falls inside a statement of DuckDB.
BY_CLOCK = 3
# Of all tries, so many have the log cut off that the kill left.
CUT_LOG = 5
# Seconds between two looks at what is published.
_POLL, _POLL_IDLY = 0.02, 0.5
HALF_WRITTEN = re.compile(r"/\.[^/]*\.tmp ")
_FIGURES = "select * from main.appendix_1 order by all"


class Measured(NamedTuple):
    """A phase of the undisturbed night: how many changes it makes, how long it takes, the years of the night."""

    name: str
    changes: int
    seconds: float


@dataclass(frozen=True)
class Undisturbed:
    """The night without a fault: its phases, the home before each of them, and the home after the last."""

    folder: Path
    phases: list[Measured]
    years: list[int]
    contents: dict[str, list[str]]
    before: list[tuple[object, ...]]
    after: list[tuple[object, ...]]
    skipped: tuple[str, ...]

    def home(self, phase: str, name: str) -> Home:
        """A new home as it was before a phase; it takes the place of one of that name."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return Home(Path(shutil.copytree(self.folder / phase, self.folder / name, symlinks=True)))


class Try(NamedTuple):
    """What became of one kill: the phase and the change that it fell into, and everything that is not as it should."""

    number: int
    phase: str
    what: str
    polls: int
    wrong: dict[str, object]


def undisturbed(folder: Path, declared: Catalogue, *skipped: str) -> Undisturbed:
    """Run two nights in a new folder, without the phases `skipped`; keeps the home before each phase of the second."""
    home = Home(folder / "undisturbed").create()
    first_inbox(home)
    result(lambda: night(home, declared, *skipped))
    before = result(lambda: figures(home))
    second_inbox(home)
    measured, years = result(lambda: _measure(home, declared, folder, skipped))
    after = result(lambda: figures(home))
    return Undisturbed(folder, measured, years, result(lambda: contents(home)), before, after, skipped)


def _measure(
    home: Home, declared: Catalogue, folder: Path, skipped: tuple[str, ...]
) -> tuple[list[Measured], list[int]]:
    changes = [0]
    found, years = list[Measured](), list[int]()

    def count(_kind: str, _what: str) -> None:
        changes[0] += 1

    watch(home.root, count)
    for phase in phases(home, declared, years):
        if phase.name in skipped:
            continue
        shutil.copytree(home.root, folder / phase.name)
        changes[0], began = 0, time.monotonic()
        phase.run()
        found.append(Measured(phase.name, changes[0], time.monotonic() - began))
    return found, years


def figures(home: Home) -> list[tuple[object, ...]]:
    """What a reader has of Appendix 1."""
    with duckdb.connect(str(home.published_warehouse), read_only=True) as connection:
        return connection.execute(_FIGURES).fetchall()


def kill(number: int, whole: Undisturbed, declared: Catalogue) -> Try:
    """Kill once: each number another moment, each phase in turn; every so often the log that is left is cut as well."""
    turn, place = divmod(number, len(whole.phases))
    phase, drawn = whole.phases[place], Random(f"{SEED}/{number}")
    home = whole.home(phase.name, f"try-{number}")
    shared = mmap.mmap(-1, 256)
    reader = Child(lambda: _poll(home, whole, shared, _POLL if phase.name == "publication" else _POLL_IDLY))
    into = _killed(home, whole, declared, phase, drawn, by_clock=turn % BY_CLOCK == BY_CLOCK - 1)
    if number % CUT_LOG == CUT_LOG - 1:
        into += _cut_log(home, drawn)
    # The board is slow, and nothing else rests on it.
    skipped = () if phase.name == "board" else ("board",)
    again = Child(lambda: night(home, declared, *skipped)).ended()
    shared[0] = 1
    polls, found = reader.ended().value or (0, {"reader": "died"})
    wrong: dict[str, object] = dict(found)
    wrong |= {"next night": again.error} if again.error else compared(home, whole, *skipped)
    shutil.rmtree(home.root)
    return Try(number, phase.name, into, polls, wrong)


def _cut_log(home: Home, drawn: Random) -> str:
    """What a disk may make of a log whose writer was killed."""
    log = home.warehouse.with_name(f"{home.warehouse.name}.wal")
    if not log.exists():
        return ""
    size = drawn.randint(0, log.stat().st_size)
    os.truncate(log, size)
    return f"; its log cut to {size} bytes"


def compared(home: Home, whole: Undisturbed, *skipped: str) -> dict[str, object]:
    """Where a home is not as the undisturbed one; what a kill left half written is swept away an hour later."""
    found, expected = result(lambda: contents(home)), dict(whole.contents)
    for each in (found, expected):
        of_files = [file for file in each["files"] if not (skipped and file.startswith("board/"))]
        each["files"] = [file for file in of_files if not HALF_WRITTEN.search(file)]
    return dict(differences(expected, found))


def _killed(
    home: Home, whole: Undisturbed, declared: Catalogue, phase: Measured, drawn: Random, *, by_clock: bool
) -> str:
    """Run the night from a phase on and kill it there; the change that was not made any more."""
    last = mmap.mmap(-1, 4096)

    def note(kind: str, what: str) -> None:
        text = f"{kind} {' '.join(what.split())[:80]}".encode()
        last[: len(text) + 1] = text + b"\0"

    die_there = at(drawn.randint(1, max(1, phase.changes)), die) if not by_clock else lambda _kind, _what: None

    child = Child(lambda: _run_from(phase.name, home, declared, whole, (note, die_there)))
    if by_clock:
        time.sleep(drawn.random() * phase.seconds)
        child.kill()
    ended = child.ended()
    assert ended.killed or not ended.error, ended.error
    how = "by the clock, after" if by_clock else "before"
    return f"{how} {bytes(last).partition(bytes(1))[0].decode(errors='replace')}"


def _run_from(name: str, home: Home, declared: Catalogue, whole: Undisturbed, acts: tuple[Act, ...]) -> None:
    def heard(kind: str, what: str) -> None:
        for act in acts:
            act(kind, what)

    reached = False
    for phase in phases(home, declared, list(whole.years)):
        if phase.name == name:
            reached = True
            watch(home.root, heard)
        if reached and phase.name not in whole.skipped:
            phase.run()


def _poll(home: Home, whole: Undisturbed, shared: mmap.mmap, pause: float) -> tuple[int, dict[str, object]]:
    """Read what is published again and again until told to stop: it is the one publication or the other, whole."""
    polls, wrong = 0, dict[str, object]()
    while not shared[0]:
        try:
            found = figures(home)
        except duckdb.Error as error:
            wrong["published"] = str(error)
        else:
            if found not in (whole.before, whole.after):
                wrong["published"] = "neither the publication before nor the one after"
        polls += 1
        time.sleep(pause)
    return polls, wrong
