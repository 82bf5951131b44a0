"""A disk that refuses: a change of a night fails once, or all that grows a file too far; then a night is compared."""

import errno
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from faults.children import Act, Child, result, watch
from faults.killing import SEED, Measured, Undisturbed, compared, figures
from faults.nights import night, phases

from pipelines.printing import unusable
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.faults import DamagedFile, DiskFault

# What a disk says, and for which changes.
_SAID = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)
_SIZES = (0, 1_000, 20_000, 200_000, 2_000_000, 9_000_000)


class Refusal(NamedTuple):
    """What became of one refusal: the phase, what was refused, what a person is told, and all that is wrong."""

    number: int
    phase: str
    refused: str
    told: str
    wrong: dict[str, object]


def refusals(whole: Undisturbed, declared: Catalogue, numbers: range) -> Iterator[Refusal]:
    """Refuse once for each number, each phase in turn: every other time a change, else what grows a file."""
    for number in numbers:
        yield _refusal(number, whole, declared)


def _refusal(number: int, whole: Undisturbed, declared: Catalogue) -> Refusal:
    turn, place = divmod(number, len(whole.phases))
    phase, drawn = whole.phases[place], Random(f"{SEED}/disk/{number}")
    home = whole.home(phase.name, f"refusal-{number}")
    ended = Child(lambda: _run(home, declared, whole, phase, drawn, by_size=turn % 2 == 1)).ended()
    refused, told = ended.value or ("?", ended.error)
    wrong: dict[str, object] = {} if ended.value else {"how it ended": ended.error}
    if result(lambda: figures(home)) not in (whole.before, whole.after):
        wrong["published"] = "neither the publication before nor the one after"
    skipped = () if phase.name == "board" else ("board",)
    again = Child(lambda: night(home, declared, *skipped)).ended()
    wrong |= {"next night": again.error} if again.error else compared(home, whole, *skipped)
    shutil.rmtree(home.root)
    return Refusal(number, phase.name, refused, told, wrong)


def _run(
    home: Home, declared: Catalogue, whole: Undisturbed, phase: Measured, drawn: Random, *, by_size: bool
) -> tuple[str, str]:
    """Run the night from a phase on over such a disk; what was refused, and what a person is told of it."""
    refused = [""]

    def refuse() -> None:
        if by_size:
            size = drawn.choice(_SIZES)
            refused[0] = f"files beyond {size:,} bytes"
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        else:
            watch(home.root, _at_file(drawn.randint(1, max(1, phase.changes)), drawn.choice(_SAID), refused))

    try:
        _from(phase.name, home, declared, whole, refuse)
    except (DamagedFile, DiskFault) as fault:
        return refused[0], str(fault)
    except OSError as error:
        assert error.filename, f"an error that names no file: {error!r}"
        return refused[0], unusable(error)
    return refused[0], ""


def _at_file(number: int, said: int, refused: list[str]) -> Act:
    """Refuse the first change of a file from that number on."""
    count = 0

    def act(kind: str, what: str) -> None:
        nonlocal count
        count += 1
        if count >= number and kind != "execute" and not refused[0]:
            refused[0] = f"{kind} {what}: {errno.errorcode[said]}"
            raise OSError(said, os.strerror(said), what if kind != "fsync" else None)

    return act


def _from(name: str, home: Home, declared: Catalogue, whole: Undisturbed, refuse: Callable[[], None]) -> None:
    reached = False
    for phase in phases(home, declared, list(whole.years)):
        if phase.name == name:
            reached = True
            refuse()
        if reached and phase.name not in whole.skipped:
            phase.run()
