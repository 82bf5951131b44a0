"""Reads files in a process of its own: whatever a file costs or breaks there, the night goes on."""

import atexit
import logging
import os
import pickle
import resource
import subprocess
import sys
from pathlib import Path
from select import select
from threading import Lock

from schemas.limits import Limits
from sources.files import read_grids
from sources.grids import Grid, UnreadableFile

_log = logging.getLogger(__name__)

Answer = list[Grid] | tuple[str, str]

_lock = Lock()
_readers: list[subprocess.Popen[bytes]] = []


def read_apart(path: Path, limits: Limits) -> list[Grid]:
    """What `read_grids` gives, read within the limits of time and memory by a process that may die of it.

    Raises UnreadableFile as `read_grids` does, and where a limit was reached or the reader broke down.
    """
    with _lock:
        answer = _ask(_reader(), path, limits)
    if isinstance(answer, list):
        return answer
    _log.info("%s: %s: %s", path, *answer)
    raise UnreadableFile(*answer)


def _ask(reader: subprocess.Popen[bytes], path: Path, limits: Limits) -> Answer:
    assert reader.stdin  # noqa: S101
    assert reader.stdout  # noqa: S101
    try:
        pickle.dump((path, limits), reader.stdin)
        reader.stdin.flush()
        # It answers at once or not at all: the first byte comes when everything is read.
        if not select([reader.stdout], [], [], limits.seconds)[0]:
            raise EOFError  # noqa: TRY301
        answer: Answer = pickle.load(reader.stdout)  # noqa: S301
    except (EOFError, OSError, pickle.UnpicklingError):
        _end()
        return "too_costly", f"the reader ended with {reader.returncode}"
    return answer


def _reader() -> subprocess.Popen[bytes]:
    """The reader that runs, or a new one. It ends with this process: its questions end."""
    if not _readers or _readers[0].poll() is not None:
        _end()
        command = [sys.executable, "-P", "-m", __name__]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        _readers.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing))
    return _readers[0]


@atexit.register
def _end() -> None:
    while _readers:
        reader = _readers.pop()
        reader.kill()
        for pipe in (reader.stdin, reader.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:
                continue  # What was still to be written to it.
        reader.wait()


def _answer(path: Path, limits: Limits) -> Answer:
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = limits.memory_bytes if most == resource.RLIM_INFINITY else min(limits.memory_bytes, most)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, most))
    try:
        return read_grids(path, limits)
    except UnreadableFile as error:
        return error.check, str(error)
    except MemoryError:
        return "too_costly", "memory"
    except BaseException as error:
        # A panic inside a parser is no Exception, but it must not end the night either.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return "unexpected", repr(error)


def _serve() -> None:
    """Answer one question after the other until there are no more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a library prints must not get among the answers.
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            path, limits = pickle.load(questions)  # noqa: S301
        except EOFError:
            return
        pickle.dump(_answer(path, limits), answers)
        answers.flush()


if __name__ == "__main__":
    _serve()
