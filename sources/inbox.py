"""The inbox and the archive: every file received is kept byte for byte before anything else happens."""

import hashlib
import io
import logging
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from typing import IO

from schemas.home import Home, make_durable, naming
from schemas.limits import Limits
from sources.archives import NAMELESS, Member, is_archive, members, readable
from sources.writing import Unfinished, hashed_copy, is_written, while_unchanged

_log = logging.getLogger(__name__)

_COPIES = 8
_UNFINISHED = (".tmp", ".part", ".crdownload")
# Why there may be no bytes to read.
UNREAD = ("link", "special_file", "unreadable", "vanished", "broken_member")


@dataclass(frozen=True)
class Submission:
    """One file received: its bytes are in the archive under their SHA-256.

    `unpacked`: it is an archive, and each of its members is a submission of its own, named
    `<archive>/<member>`; `problem`: why there are no bytes to read (a message code), in place of which the
    archive keeps what was seen; `seen`: what lay in the inbox, None where it has to stay there.
    """

    submission_id: str
    file_name: str
    received_at: datetime
    size_bytes: int
    original: Path
    arrival: Path
    unpacked: bool = False
    problem: str = ""
    seen: os.stat_result | None = None


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


def sha256(file: Path) -> str:
    """What a file will be known by."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def waiting(home: Home) -> list[Path]:
    """What lies in the inbox and its folders, oldest first; hidden, temporary and unfinished names are not yet there.

    Nothing is opened and no link followed. A folder that may not be looked into stands for what it holds.
    """
    found: list[tuple[int, str, Path]] = []
    folders = [home.inbox]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(Path(entry.path))
                    elif finished(Path(entry.path)):
                        found.append((_came(entry.stat(follow_symlinks=False)), entry.name, Path(entry.path)))
        except FileNotFoundError:
            continue
        except OSError:
            found.append((0, folder.name, folder))
    return [path for *_, path in sorted(found)]


def finished(path: PurePath) -> bool:
    """Whether a name is one of a file that was sent: no hidden, temporary or half written one."""
    return not path.name.startswith((".", "~$")) and path.suffix.lower() not in _UNFINISHED


def keep(home: Home, files: list[Path], limits: Limits) -> Iterator[Submission]:
    """Put each file's bytes into the archive, durably, and say what they are; an archive before its members.

    A file that is still being written is passed over: it waits in the inbox for the next night.
    """
    for path, received in zip(files, _copied(home, files, limits), strict=True):
        if received is None:
            _log.warning("%r đang được ghi dở, còn chờ trong hộp nhận / is still being written: it waits", str(path))
            continue
        if not received.problem and is_archive(received.original, limits):
            yield replace(received, unpacked=True)
            yield from _members(home, received, limits)
        else:
            yield received


def _copied(home: Home, files: list[Path], limits: Limits) -> Iterator[Submission | None]:
    """Each file in the archive, in order; None for one that somebody is writing.

    Each copy waits for the disk: several wait no longer than one.
    """

    def copied(path: Path) -> Submission | None:
        try:
            return _received(home, path, limits)
        except Unfinished:
            return None

    with ThreadPoolExecutor(_COPIES) as pool:
        yield from pool.map(copied, files)


def _received(home: Home, path: Path, limits: Limits) -> Submission:
    """The file in the archive, or why it cannot be; raises Unfinished while somebody writes it."""
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return _told(home, path, "vanished", None)
    if not stat.S_ISREG(seen.st_mode):
        kinds = {stat.S_IFLNK: "link", stat.S_IFDIR: "unreadable"}
        return _told(home, path, kinds.get(stat.S_IFMT(seen.st_mode), "special_file"), seen)
    try:
        # What lies there may have become a link or a pipe meanwhile.
        with open(path, "rb", opener=_careful) as source:
            seen = os.fstat(source.fileno())
            if not is_written(source, seen, limits):
                raise Unfinished
            digest = _archive(home.archive, source, while_unchanged(source, seen))
    except FileNotFoundError:
        return _told(home, path, "vanished", None)
    except PermissionError:
        return _told(home, path, "unreadable", seen)
    return Submission(
        submission_id=digest,
        file_name=_name(home, path),
        received_at=_moment(seen),
        size_bytes=seen.st_size,
        original=archived(home, digest),
        arrival=path,
        seen=seen,
    )


def _careful(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _told(home: Home, path: Path, problem: str, seen: os.stat_result | None) -> Submission:
    """A submission without bytes: what was seen of it is kept in their place, and tells it from any other."""
    name = _name(home, path)
    leads_to = str(path.readlink()) if problem == "link" else ""
    moment = _moment(seen) if seen else datetime.now(UTC)
    told = "\n".join((problem, name, leads_to, moment.isoformat()))
    digest = _archive(home.archive, io.BytesIO(told.encode(errors="replace")))
    return Submission(
        submission_id=digest,
        file_name=name,
        received_at=moment,
        size_bytes=seen.st_size if seen and stat.S_ISREG(seen.st_mode) else 0,
        original=archived(home, digest),
        arrival=path,
        problem=problem,
        # What may not be read may not be removed either: nobody else has it.
        seen=None if problem == "unreadable" else seen,
    )


def _members(home: Home, packed: Submission, limits: Limits) -> Iterator[Submission]:
    """Each file in an archive; where its list cannot be gone through, what is left of it is a member that is broken."""
    try:
        for member in members(packed.original, limits):
            yield _member(home, packed, member)
    except Exception as error:
        # One archive must not keep from being taken in what lies beside it.
        if isinstance(error, OSError) and error.errno:
            raise
        _log.warning("%r cannot be gone through", packed.file_name, exc_info=True)
        yield _member(home, packed, Member(NAMELESS, io.BytesIO, "broken_member"))


def _member(home: Home, packed: Submission, member: Member) -> Submission:
    problem, told = member.problem, member.name.encode(errors="replace")
    digest, size = "", 0
    if not problem:
        try:
            with member.content() as source:
                digest = _archive(home.archive, source)
            size = archived(home, digest).stat().st_size
        except Exception as error:
            # Whatever a broken archive makes a library raise; but a full disk is no fault of the archive.
            if isinstance(error, OSError) and error.errno:
                raise
            _log.info("%r in %r cannot be unpacked", member.name, packed.file_name, exc_info=True)
            problem = "broken_member"
    if problem:
        # What cannot be unpacked is still answered for, by its name.
        digest = _archive(home.archive, io.BytesIO(told))
    return replace(
        packed,
        submission_id=digest,
        file_name=f"{packed.file_name}/{member.name}",
        size_bytes=size,
        original=archived(home, digest),
        problem=problem,
    )


def _name(home: Home, path: Path) -> str:
    return readable(os.fsencode(path.relative_to(home.inbox).as_posix()))


def _moment(seen: os.stat_result) -> datetime:
    """The file's modification time, to the microsecond that the ledger keeps; a future one is when it came here."""
    return min(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=_came(seen) // 1000), datetime.now(UTC))


def _came(seen: os.stat_result) -> int:
    return min(seen.st_mtime_ns, seen.st_ctime_ns)


def archived(home: Home, submission_id: str) -> Path:
    """Where the original of a submission is kept."""
    return home.archive / submission_id[:2] / submission_id


def release(submissions: list[Submission]) -> None:
    """Take files out of the inbox, once they are in the ledger; one that has changed since is a new file."""
    for submission in submissions:
        try:
            if submission.seen and _mark(submission.arrival.lstat()) == _mark(submission.seen):
                submission.arrival.unlink()
        except FileNotFoundError:
            continue
        except OSError:
            # The ledger knows it, so the next night passes it over.
            _log.warning("%r cannot be taken out of the inbox", str(submission.arrival), exc_info=True)


def _mark(seen: os.stat_result) -> tuple[int, int, int]:
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def _archive(archive: Path, source: IO[bytes], unchanged: Callable[[int], None] = lambda _: None) -> str:
    """Copy the bytes into the archive under their SHA-256; fsync before the name appears.

    `unchanged` is told how many bytes there were, and raises where that cannot be all of them or is too many.
    """
    archive.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=archive)
    try:
        with naming(archive), os.fdopen(handle, "wb") as copy:
            digest = hashed_copy(source, copy, unchanged)
            copy.flush()
            os.fsync(copy.fileno())
        target = archive / digest[:2] / digest
        target.parent.mkdir(exist_ok=True)
        os.replace(name, target)
        make_durable(target.parent)
    finally:
        Path(name).unlink(missing_ok=True)
    return digest
