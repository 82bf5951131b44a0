"""A disk that refuses: a change of a night fails once, or all that grows a file too far; then a night is compared."""

import ctypes
import errno
import os
import resource
import shutil
import struct
from collections.abc import Callable
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
    what: str
    told: str
    wrong: dict[str, object]


def refuse(number: int, whole: Undisturbed, declared: Catalogue) -> Refusal:
    """Refuse once, each number another thing, each phase in turn: a change, what grows a file, or a folder."""
    turn, place = divmod(number, len(whole.phases))
    phase, drawn = whole.phases[place], Random(f"{SEED}/disk/{number}")
    home = whole.home(phase.name, f"refusal-{number}")
    how = (_change, _size, _folder)[turn % 3]
    ended = Child(lambda: _run(home, declared, whole, phase, lambda: how(home, phase, drawn))).ended()
    refused, told = ended.value or ("?", ended.error)
    wrong: dict[str, object] = {} if ended.value else {"how it ended": ended.error}
    for folder in (home.root, *home.root.iterdir()):
        if folder.is_dir():
            folder.chmod(0o700)
    if result(lambda: figures(home)) not in (whole.before, whole.after):
        wrong["published"] = "neither the publication before nor the one after"
    skipped = () if phase.name == "board" else ("board",)
    again = Child(lambda: night(home, declared, *skipped)).ended()
    wrong |= {"next night": again.error} if again.error else compared(home, whole, *skipped)
    shutil.rmtree(home.root)
    return Refusal(number, phase.name, refused, told, wrong)


def _run(
    home: Home, declared: Catalogue, whole: Undisturbed, phase: Measured, begin: Callable[[], list[str]]
) -> tuple[str, str]:
    """Run the night from a phase on over such a disk; what was refused, and what a person is told of it."""
    refused = list[str]()
    try:
        for each in phases(home, declared, list(whole.years)):
            if each.name == phase.name:
                refused = begin()
            if refused and each.name not in whole.skipped:
                each.run()
    except (DamagedFile, DiskFault) as fault:
        return refused[0], str(fault)
    except OSError as error:
        assert error.filename, f"an error that names no file: {error!r}"
        return refused[0], unusable(error)
    return refused[0], ""


def _change(home: Home, phase: Measured, drawn: Random) -> list[str]:
    """One change of a file fails, as a disk may say it."""
    refused = ["no change of a file"]
    watch(home.root, _at_file(drawn.randint(1, max(1, phase.changes)), drawn.choice(_SAID), refused))
    return refused


def _size(_home: Home, _phase: Measured, drawn: Random) -> list[str]:
    """Whatever writes to a file beyond a size fails, in DuckDB as well: as a full disk does, halfway."""
    size = drawn.choice(_SIZES)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    return [f"files beyond {size:,} bytes"]


def _folder(home: Home, _phase: Measured, drawn: Random) -> list[str]:
    """A folder of the home may not be written to."""
    folder = drawn.choice([home.root, home.inbox, home.archive, home.outbox, home.reports, home.published, home.board])
    folder.chmod(0o500)
    _without_rights()
    return [f"{folder.relative_to(home.root.parent)} read-only"]


def _without_rights() -> None:
    """Obey the rights of files, as any account but root does."""
    header, none = struct.pack("Ii", 0x20080522, 0), struct.pack("6I", *[0] * 6)
    assert not ctypes.CDLL(None).capset(header, none)


def _at_file(number: int, said: int, refused: list[str]) -> Act:
    """Refuse the first change of a file from that number on."""
    count = 0

    def act(kind: str, what: str) -> None:
        nonlocal count
        count += 1
        if count >= number and kind != "execute" and len(refused) == 1:
            refused[:] = [f"{kind} {what}: {errno.errorcode[said]}", "once"]
            raise OSError(said, os.strerror(said), what if kind != "fsync" else None)

    return act
