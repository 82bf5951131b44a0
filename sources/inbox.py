"""The inbox and the archive: every file received is kept byte for byte before anything else happens."""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from schemas.home import Home
from schemas.records import Limits
from sources.archives import is_archive, members

_CHUNK = 1 << 20
_UNFINISHED = (".tmp", ".part", ".crdownload")


@dataclass(frozen=True)
class Submission:
    """One file received: its bytes are in the archive under their SHA-256.

    `unpacked`: it is an archive, and each of its members is a submission of its own, named
    `<archive>/<member>`; `broken`: a member whose bytes cannot be unpacked.
    """

    submission_id: str
    file_name: str
    received_at: datetime
    size_bytes: int
    original: Path
    arrival: Path
    unpacked: bool = False
    broken: bool = False


def drop(home: Home, file: Path) -> Path:
    """Copy a file into the inbox under its own name, whole or not at all; returns where it lies.

    A file of the same name that still waits there is kept: the new one gets a number.
    """
    home.create()
    target = _free_name(home.inbox / file.name)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=home.inbox)
    os.close(handle)
    try:
        shutil.copyfile(file, name)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)
    return target


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def waiting(home: Home) -> list[Path]:
    """The files in the inbox, oldest first; hidden, temporary and unfinished ones are not yet there.

    A link is left alone: it may lead to any file of the machine.
    """
    files = [p for p in home.inbox.rglob("*") if p.is_file() and not p.is_symlink() and _finished(p)]
    return sorted(files, key=lambda path: (path.stat().st_mtime, path.name))


def _finished(path: Path) -> bool:
    return not path.name.startswith((".", "~$")) and path.suffix.lower() not in _UNFINISHED


def keep(home: Home, files: list[Path], limits: Limits) -> Iterator[Submission]:
    """Put each file's bytes into the archive, durably, and say what they are; an archive before its members.

    A file that is gone again, or may not be read, is passed over: it waits in the inbox.
    """
    for path in files:
        if not os.access(path, os.R_OK):
            continue
        stat = path.stat()
        with path.open("rb") as source:
            digest = _archive(home.archive, source)
        received = Submission(
            submission_id=digest,
            file_name=path.relative_to(home.inbox).as_posix(),
            received_at=_received(stat.st_mtime_ns),
            size_bytes=stat.st_size,
            original=archived(home, digest),
            arrival=path,
        )
        if is_archive(received.original, limits):
            yield replace(received, unpacked=True)
            yield from _members(home, received, limits)
        else:
            yield received


def _members(home: Home, packed: Submission, limits: Limits) -> Iterator[Submission]:
    for name, content in members(packed.original, limits):
        # What cannot be unpacked is still answered for, by its name.
        digest = _archive(home.archive, io.BytesIO(name.encode() if content is None else content))
        yield replace(
            packed,
            submission_id=digest,
            file_name=f"{packed.file_name}/{name}",
            size_bytes=len(content or b""),
            original=archived(home, digest),
            broken=content is None,
        )


def _received(modified_ns: int) -> datetime:
    """The file's modification time, to the microsecond that the ledger keeps; a future one is now."""
    modified = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=modified_ns // 1000)
    return min(modified, datetime.now(UTC))


def archived(home: Home, submission_id: str) -> Path:
    """Where the original of a submission is kept."""
    return home.archive / submission_id[:2] / submission_id


def release(submissions: list[Submission]) -> None:
    """Take files out of the inbox, once they are in the ledger."""
    for submission in submissions:
        submission.arrival.unlink(missing_ok=True)


def _archive(archive: Path, source: BinaryIO) -> str:
    """Copy the bytes into the archive under their SHA-256; fsync before the name appears."""
    archive.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=archive)
    try:
        with os.fdopen(handle, "wb") as copy:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        target = archive / digest.hexdigest()[:2] / digest.hexdigest()
        target.parent.mkdir(exist_ok=True)
        os.replace(name, target)
        _sync_folder(target.parent)
    finally:
        Path(name).unlink(missing_ok=True)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
