"""Whether a file in the inbox is whole: nobody holds it open to write, and it stays as it is while it is copied."""

import errno
import fcntl
import hashlib
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from schemas.limits import Limits

_CHUNK = 1 << 20


class Unfinished(Exception):
    """Somebody is still writing the file."""


def is_written(source: IO[bytes], seen: os.stat_result, limits: Limits) -> bool:
    """Whether the file's writer is done with it, as far as that can be known here."""
    age = time.time() - seen.st_mtime
    if age > limits.writing_seconds:
        return True
    held = _held(source.fileno())
    return not 0 <= age < limits.settle_seconds if held is None else not held


def _held(handle: int) -> bool | None:
    """Whether another process has the file open to write; None where the system will not say.

    A lease for reading is given only while nobody has. It is given back at once; whoever opens the file in
    between has a signal sent to us, which must be one that ends nobody.
    """
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except AttributeError:  # Leases are Linux's.
        return None
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    return False


def while_unchanged(source: IO[bytes], seen: os.stat_result) -> Callable[[int], None]:
    """A check for whoever copies the file: raises Unfinished once it is no longer what was seen at the beginning."""

    def check(copied: int) -> None:
        now = os.fstat(source.fileno())
        if copied > seen.st_size or (now.st_size, now.st_mtime_ns) != (seen.st_size, seen.st_mtime_ns):
            raise Unfinished

    return check


def hashed_copy(source: IO[bytes], copy: IO[bytes], unchanged: Callable[[int], None]) -> str:
    """Copy the bytes; their SHA-256, which of a large file is taken beside the copying: each takes half of the time.

    `unchanged` is told after each piece how many bytes there were.
    """
    digest, taken = hashlib.sha256(), None
    with ThreadPoolExecutor(1) as beside:
        while chunk := source.read(_CHUNK):
            if taken or len(chunk) == _CHUNK:
                if taken:
                    taken.result()
                taken = beside.submit(digest.update, chunk)
            else:
                digest.update(chunk)
            copy.write(chunk)
            unchanged(copy.tell())
        unchanged(copy.tell())
    return digest.hexdigest()
