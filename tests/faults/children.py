"""Children by fork: one warm process has imported everything, and each try runs in a copy of it that may be killed.

The parent runs neither DuckDB nor Polars: their threads do not outlive a fork.
"""

import os
import pickle
import select
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

LONGEST = 1800.0
# Told of each change before it happens: its kind and what it is about.
Act = Callable[[str, str], None]
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "os.link", "os.utime"}


class Ended(NamedTuple):
    """How a child ended: what it returned, or its error (a stack trace); `killed` when by a signal."""

    value: Any = None
    error: str = ""
    killed: bool = False


class Child:
    """A copy of this process that runs a function, and answers through a pipe."""

    def __init__(self, run: Callable[[], Any]) -> None:
        """Begin at once."""
        self._answers, writes = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._answers)
            _serve(run, writes)
        os.close(writes)

    def kill(self) -> None:
        """As `kill -9` does."""
        os.kill(self.pid, signal.SIGKILL)

    def ended(self, longest: float = LONGEST) -> Ended:
        """Wait for the end, `longest` seconds at most; one that takes longer is killed, which is an error."""
        answer, until = b"", time.monotonic() + longest
        while select.select([self._answers], [], [], max(0.0, until - time.monotonic()))[0]:
            read = os.read(self._answers, 1 << 20)
            if not read:
                break
            answer += read
        else:
            self.kill()
            os.waitpid(self.pid, 0)
            os.close(self._answers)
            return Ended(error=f"did not end within {longest:.0f} s")
        _, status = os.waitpid(self.pid, 0)
        os.close(self._answers)
        if os.WIFSIGNALED(status):
            return Ended(killed=True, error=f"signal {os.WTERMSIG(status)}")
        value, error = pickle.loads(answer)  # noqa: S301
        return Ended(value, error)

    def returned(self, longest: float = LONGEST) -> Any:
        """What the function returned; AssertionError where it failed."""
        ended = self.ended(longest)
        assert not ended.error, ended.error
        return ended.value


def _serve(run: Callable[[], Any], writes: int) -> None:
    try:
        answer: tuple[Any, str] = (run(), "")
    except BaseException:
        answer = (None, traceback.format_exc())
    with os.fdopen(writes, "wb") as pipe:
        pickle.dump(answer, pipe)
    os._exit(0)


def result(run: Callable[[], Any], longest: float = LONGEST) -> Any:
    """What a function returns, run in a child; AssertionError where it fails there."""
    return Child(run).returned(longest)


def pooled(run: Callable[[int], Any], numbers: Iterable[int], jobs: int) -> Iterator[Any]:
    """What a function returns for each number, in order, so many children at a time; AssertionError where one fails."""
    waiting: deque[Child] = deque()
    for number in numbers:
        waiting.append(Child(partial(run, number)))
        if len(waiting) == jobs:
            yield waiting.popleft().returned()
    while waiting:
        yield waiting.popleft().returned()


def watch(root: Path, act: Act) -> None:
    """In a child, for the rest of its life: `act` hears of every change below `root`, every fsync and statement."""

    def below(path: object) -> str:
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        return text.removeprefix(f"{root}/") if text.startswith(f"{root}/") else ""

    def hear(event: str, args: tuple[Any, ...]) -> None:
        writes = event in _CHANGES or (event == "open" and args[2] & _WRITES)
        if writes and (path := below(args[0])):
            act(event, path)

    sync, execute = os.fsync, duckdb.DuckDBPyConnection.execute

    def synced(handle: int) -> None:
        act("fsync", below(Path(f"/proc/self/fd/{handle}").readlink()))
        sync(handle)

    def executed(self: Any, *args: Any, **more: Any) -> Any:
        act("execute", str(args[0]))
        return execute(self, *args, **more)

    sys.addaudithook(hear)
    os.fsync = synced  # type: ignore[assignment]
    duckdb.DuckDBPyConnection.execute = executed  # type: ignore[method-assign]


def at(number: int, do: Callable[[], None]) -> Act:
    """Do something before the change of that number, counted from 1."""
    count = 0

    def act(_kind: str, _what: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            do()

    return act


def die() -> None:
    """The end of this process, with nothing said or closed."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(LONGEST)
