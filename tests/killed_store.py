"""Nights of a home with a store, each in a process that is killed at its point: `python killed_store.py HOME`.

Every night goes on where the one before it was killed, so that each gets as far as its own point.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from conftest import night

from pipelines import releasing, steps, storing
from schemas.declarations import catalogue
from schemas.home import Home
from sources import remote
from sources.lexicon import lexicon
from sources.store import Store

_NEEDED = ("boto3.session", "botocore.config", "pipelines.items", "reports.answers", "sources.reading", "s3transfer")
Place = tuple[Any, str, int]
# What is called, and at which call of it the process dies: before it (negative), or after it.
POINTS: dict[str, Place] = {
    "one of two files was brought": (remote, "_brought", 1),
    "both lie in the inbox": (remote, "fetch", 1),
    "both originals are in the store": (remote, "keep_originals", 1),
    "the ledger has them": (steps, "release", -1),
    "they left the inbox": (steps, "release", 1),
    "one left the store": (Store, "remove", 1),
    "the answers were laid, the ledger does not know": (storing.Remote, "put", 1),
    "it was published here": (releasing, "_lay", -1),
    "some of the version is in the store": (Store, "put", 3),
    "all of the version is in the store": (releasing, "_point", -1),
    "the pointer was replaced": (releasing, "_point", 1),
}


def _killing(owner: Any, name: str, call: int) -> None:
    done, calls = getattr(owner, name), count(1)

    def killed(*given: Any, **named: Any) -> Any:
        number = next(calls)
        if number == -call:
            os.kill(os.getpid(), signal.SIGKILL)
        result = done(*given, **named)
        if number == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, killed)


def _in_a_child(work: Callable[[], Any]) -> int:
    """Do it in a process of its own; the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def main(home: Home) -> None:
    """Print each point at which a night was killed."""
    declared = catalogue()
    lexicon(declared)
    for name in _NEEDED:  # Once; what has threads begins in the children.
        import_module(name)
    for told, place in POINTS.items():

        def work(place: Place = place) -> None:
            _killing(*place)
            night(home, declared)

        if _in_a_child(work) == signal.SIGKILL:
            print(told)  # noqa: T201


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])))
