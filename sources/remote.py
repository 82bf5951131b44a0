"""Inbox and archive in a store: what is sent there comes into the home's inbox, every original goes there."""

import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from schemas.home import Home, make_durable
from sources.inbox import Submission, archived, finished, sha256
from sources.store import Store, Stored, StoreFault

_log = logging.getLogger(__name__)

INBOX, ARCHIVE = "inbox/", "archive/"
# Requests at a time: what takes long is the way there and back.
WORKERS = 8
_LONGEST = 255
_EPOCH = datetime.fromtimestamp(0, UTC)
_STRANGE = re.compile(r"[^\w. ()-]")


def waiting_in(store: Store) -> list[Stored]:
    """What was sent to the store and not taken in yet, oldest first; as in a local inbox, hidden names are not."""
    found = (each for each in store.listed(INBOX) if _is_sent(each.name))
    return sorted(found, key=lambda each: (each.at, each.name))


def _is_sent(name: str) -> bool:
    return not name.endswith("/") and finished(PurePosixPath(name))


def fetch(home: Home, store: Store) -> dict[Path, Stored]:
    """Bring what waits in the store into the home's inbox, each file whole; where each lies -> what it is there.

    A file has the time at which its object came, so that a receipt of it is known again. One that a killed run brought
    is not brought twice; where another file of that name waits, the object does until the next run.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        brought = pool.map(lambda found: (_brought(home, store, found), found), waiting_in(store))
        return {path: found for path, found in brought if path}


def _brought(home: Home, store: Store, found: Stored) -> Path | None:
    target, moment = _place(home, found.name.removeprefix(INBOX)), _nanoseconds(found.at)
    if target.exists():
        told = target.stat()
        if (told.st_size, told.st_mtime_ns) == (found.size, moment):
            return target
        _log.warning("%r chờ: %r còn trong hộp nhận / waits for another file of its name", found.name, str(target))
        return None
    handle, name = tempfile.mkstemp(prefix=".store-", suffix=".tmp", dir=home.inbox)
    os.close(handle)
    fresh = Path(name)
    try:
        if not store.fetch(found.name, fresh, found.etag):
            return None  # Taken away or replaced since: the next run sees it as it is then.
        os.utime(fresh, ns=(moment, moment))
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
    return target


def _nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000


def _place(home: Home, name: str) -> Path:
    """Where an object lies in the inbox: its own name, or one made of it where the disk cannot have such a name."""
    parts = name.split("/")
    target = home.inbox.joinpath(*parts)
    if all(map(_is_plain, parts)) and not target.is_dir():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):  # There is a file of a name that is a folder in another.
            pass
        else:
            return target
    return home.inbox / f"{hashlib.sha256(name.encode()).hexdigest()[:8]} {_STRANGE.sub('_', parts[-1])[-100:]}"


def _is_plain(part: str) -> bool:
    return part not in ("", ".", "..") and "\0" not in part and len(part.encode()) <= _LONGEST


def release(store: Store, brought: dict[Path, Stored], submissions: Iterable[Submission]) -> None:
    """Take out of the store what is in the ledger by now; what was sent in its place meanwhile stays."""
    done = [brought[path] for path in {submission.arrival for submission in submissions} if path in brought]
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            list(pool.map(store.remove, done))
        except StoreFault:  # The ledger knows them, so the next run passes them over, and removes them.
            _log.warning("chưa xóa hết khỏi %s / not all removed", store.address, exc_info=True)


def keep_originals(home: Home, store: Store, names: Iterable[str]) -> None:
    """Put originals into the store's archive, each under its SHA-256; returns once they are there."""
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda name: store.put_original(in_archive(name), archived(home, name), name), {*names}))


def in_archive(submission_id: str) -> str:
    """The name of an original in the store."""
    return f"{ARCHIVE}{submission_id[:2]}/{submission_id}"


def kept(store: Store) -> dict[str, int]:
    """The originals that the store has, and their bytes: a request for every thousand."""
    return {each.name.rpartition("/")[2]: each.size for each in store.listed(ARCHIVE)}


def bring_originals(home: Home, store: Store, names: Sequence[str]) -> None:
    """Fetch the originals that the home's archive lacks; raises StoreFault where one is not what its name says.

    One that the store lacks as well stays away: whoever reads it tells.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda name: _bring(home, store, name), _lacking(home, names)))


def _lacking(home: Home, names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not archived(home, name).exists())


def _bring(home: Home, store: Store, name: str) -> None:
    target = archived(home, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=home.archive)
    os.close(handle)
    fresh = Path(beside)
    try:
        if not store.fetch(in_archive(name), fresh):
            return
        if sha256(fresh) != name:
            raise StoreFault(
                f"{store.address}{in_archive(name)}: nội dung không đúng mã băm. Hãy chép lại từ bản sao lưu."
                " / Its content is not what its name says: copy it back from a backup."
            )
        make_durable(fresh)
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
