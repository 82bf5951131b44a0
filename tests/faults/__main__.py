"""Faults by the hundred, with counts: `make faults`, or `python -m faults kills=500 refusals=96 meetings=1 …`.

Nothing is written into the repository: homes lie in a temporary folder, which `TMPDIR` may name.
"""

import os

# A try has a core of its own: the threads of many tries would stand in each other's way.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import one_thread  # noqa: F401
from faults import disks, killing, loading, meeting, mutating, provinces, real_nights, refusing
from faults.children import pooled
from faults.killing import Undisturbed, undisturbed
from faults.nights import lean, warm
from rich.console import Console

from schemas.declarations import Catalogue, catalogue

_out = Console(soft_wrap=True, highlight=False)
Run = Callable[[Path, Catalogue, int, int], int]


def _kills(folder: Path, declared: Catalogue, count: int, jobs: int) -> int:
    """`kill -9` at so many moments, then the next night; rows, files and what readers have are compared."""
    return _of_phases(partial(killing.kill, whole=_whole(folder, declared), declared=lean(declared)), count, jobs)


def _refusals(folder: Path, declared: Catalogue, count: int, jobs: int) -> int:
    """So many changes, sizes and folders that the disk refuses: plain words, and the next night mends it."""
    return _of_phases(partial(refusing.refuse, whole=_whole(folder, declared), declared=lean(declared)), count, jobs)


def _of_phases(run: Callable[[int], killing.Try | refusing.Refusal], count: int, jobs: int) -> int:
    found, wrong, began = Counter[str](), 0, time.monotonic()
    for number, each in enumerate(pooled(run, range(count), jobs), start=1):
        found[each.phase] += 1
        for what, told in each.wrong.items():
            wrong += 1
            _out.print(f"WRONG {each.number} {each.phase}: {each.what}: {what}: {str(told)[-2000:]}", markup=False)
        if number % 10 == 0 or number == count:
            _out.print(f"  {number}/{count} in {time.monotonic() - began:.0f} s: {dict(found)}; wrong: {wrong}")
    return wrong


_made: dict[Path, Undisturbed] = {}


def _whole(folder: Path, declared: Catalogue) -> Undisturbed:
    """The undisturbed night, run once."""
    if folder not in _made:
        _made[folder] = undisturbed(folder, lean(declared), *os.environ.get("FAULTS_WITHOUT", "").split())
    return _made[folder]


def _meetings(folder: Path, declared: Catalogue, count: int, _jobs: int) -> int:
    """Two nights, a rebuild and a received file at the same moment, so many times."""
    wrong = 0
    for _ in range(count):
        for meet in (meeting.meet, meeting.receive_meanwhile):
            found = meet(_whole(folder, declared), lean(declared))
            wrong += bool(found)
            _out.print(f"  {meet.__name__}: {str(found)[-2000:] if found else 'well'}", markup=False)
    return wrong


def _files(folder: Path, declared: Catalogue, count: int, _jobs: int) -> int:
    """So many files dropped at once."""
    return _loaded(loading.dropped_at_once(folder, declared, count))


def _arriving(folder: Path, declared: Catalogue, count: int, _jobs: int) -> int:
    """So many files that arrive while nights run."""
    return _loaded(loading.arriving(folder, declared, count))


def _loaded(load: loading.Load) -> int:
    cost = f"{load.seconds:.1f} s ({load.busy:.1f} s of a core), {load.megabytes} MB"
    _out.print(f"  {load.files} files, {cost}; wrong: {load.wrong[:20]}", markup=False)
    return len(load.wrong)


def _inputs(folder: Path, declared: Catalogue, count: int, jobs: int) -> int:
    """So many mutated inputs through the readers, the gate and the load; one batch of ten through the whole door."""
    logging.disable(logging.CRITICAL)
    originals, blank = mutating.prepared(folder, declared)
    run = partial(mutating.batch, originals=originals, blank=blank, folder=folder, declared=declared)
    total, began, batches = mutating.Outcome(), time.monotonic(), -(-count // mutating.BATCH)
    for number, outcome in enumerate(pooled(run, range(batches), jobs), start=1):
        total.add(outcome)
        for told in outcome.wrong:
            _out.print(f"WRONG {told}", markup=False)
        if number % 10 == 0 or number == batches:
            rest = f"slowest {total.slowest:.1f} s, {total.megabytes} MB; wrong: {len(total.wrong)}"
            told = f"  {total.inputs} inputs in {time.monotonic() - began:.0f} s: {dict(total.outcomes)}; {rest}"
            _out.print(told, markup=False)
    _out.print(f"  findings: {dict(total.checks.most_common())}", markup=False)
    return len(total.wrong)


def _nights(folder: Path, declared: Catalogue, count: int, _jobs: int) -> int:
    """So many kills of the real `solieu nightly`."""
    return _told(real_nights.kills(_whole(folder, declared), count))


def _disks(folder: Path, declared: Catalogue, count: int, _jobs: int) -> int:
    """So many small disks that run full under the real `solieu nightly`; root alone may mount them."""
    return _told(disks.full(folder, _whole(folder, declared), count))


def _provinces(folder: Path, _declared: Catalogue, count: int, _jobs: int) -> int:
    """So many provinces at once, in lakes: a worker killed, PostgreSQL restarted; against one by one, in files."""
    return _told(provinces.at_once(folder, count))


def _told(found: Iterator[tuple[str, dict[str, object]]]) -> int:
    wrong = 0
    for what, each in found:
        wrong += bool(each)
        _out.print(f"  {what}: {str(each)[-2000:] if each else 'well'}", markup=False)
    return wrong


RUNS: Mapping[str, Run] = {
    "kills": _kills,
    "refusals": _refusals,
    "meetings": _meetings,
    "arriving": _arriving,
    "files": _files,
    "nights": _nights,
    "disks": _disks,
    "inputs": _inputs,
    "provinces": _provinces,
}


def main(wanted: list[str]) -> int:
    """Run what is asked for, as `name=count`; how many things are wrong."""
    declared, jobs, wrong = catalogue(), int(os.environ.get("FAULTS_JOBS", "2")), 0
    warm(declared)
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        for each in wanted:
            name, _, count = each.partition("=")
            _out.print(f"{name}: {(RUNS[name].__doc__ or '').strip()}")
            began = time.monotonic()
            wrong += RUNS[name](Path(place), declared, int(count), jobs)
            _out.print(f"{name}: {count} in {time.monotonic() - began:.0f} s")
    _out.print(f"wrong: {wrong}")
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
