"""`solieu backup`: the archive and the ledger of what people and the clock decided, into another place.

In `DEST/archive/ab/abcd…` lies every file received, by its SHA-256: it never changes, so it is copied once. Each folder
`DEST/<moment>/` is one backup: `manifest.json`, and `ledger/` and `read/` as Parquet files.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.keeping import CannotRestore
from pipelines.storing import remote
from schemas.calendar import PROVINCE_TIME, moment_name
from schemas.declarations import Catalogue
from schemas.home import Home, close, keep_private, make_durable
from sources.inbox import UNREAD
from warehouse import keeping
from warehouse.store import connected, rules_version

MANIFEST = "manifest.json"
FORMAT = 1
# Seconds that a backup waits for a night which holds the warehouse.
_PATIENCE = 1800.0


@dataclass
class BackedUp:
    """A backup that was made: its folder, receipts and files in it, files copied now, originals that are not whole.

    `put_again`: originals that the home's store had lost.
    """

    folder: Path
    receipts: int = 0
    files: int = 0
    copied: int = 0
    damaged: list[str] = field(default_factory=list)
    put_again: list[str] = field(default_factory=list)


def back_up(home: Home, dest: Path, catalogue: Catalogue) -> BackedUp:
    """Make a backup in `dest`: it appears whole or not at all, and is consistent while a night runs.

    What it makes is the account's own, whatever the umask, and what an earlier release left open is closed to others.
    Waits for whoever writes the warehouse. What the ledger names is in the archive already and never changes, so the
    files are copied after the warehouse is let go. What the home's archive lacks is fetched from its store,
    where the backup is put as well, with those originals that are lost there. Raises NoWarehouse, WarehouseBusy,
    NewerWarehouse, OSError, StoreFault.
    """
    keep_private()
    dest.mkdir(parents=True, exist_ok=True)
    for earlier in (dest / "archive", *(path.parent for path in dest.glob(f"[!.]*/{MANIFEST}"))):
        if earlier.exists():
            close(earlier)
    folder = dest / moment_name(datetime.now(PROVINCE_TIME))
    beside = dest / f".{folder.name}.{os.getpid()}.tmp"
    try:
        with connected(home.warehouse, read_only=True, patience=_PATIENCE) as connection:
            said = keeping.export(connection, beside, UNREAD)
        made = BackedUp(folder, receipts=said["receipts"])
        names = [name for name in keeping.files(beside) if not (dest / "archive" / name[:2] / name).exists()]
        if store := remote(home):
            store.bring(names)
            made.put_again = store.keep_again(keeping.files(beside))
        for name in keeping.files(beside):
            _keep(home.archive / name[:2] / name, dest / "archive" / name[:2] / name, made)
        about = {"format": FORMAT, "made_at": datetime.now(PROVINCE_TIME).isoformat(), "release": version("solieu")}
        about |= {"rules": rules_version(catalogue.version), "declarations": catalogue.version} | said
        about |= {"damaged": made.damaged, "sha256": {name: hash_of(beside / name) for name in _parts(beside)}}
        text = json.dumps(about, indent=2, ensure_ascii=False, default=str)
        (beside / MANIFEST).write_text(text, encoding="utf-8")
        for path in beside.rglob("*"):
            make_durable(path)
        beside.rename(folder)
        make_durable(dest)
        if store:
            store.keep_backup(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return made


def _keep(original: Path, target: Path, made: BackedUp) -> None:
    """Copy one file of the archive, once; one that is not there, or no longer what its name says, is noted."""
    made.files += 1
    if target.exists():
        return
    if copy_whole(original, target):
        made.copied += 1
    else:
        made.damaged.append(original.name)


def copy_whole(original: Path, target: Path) -> bool:
    """Copy a file whose name is its SHA-256, durably; False, and no copy, when it is not there or not what it says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(original, fresh)
        if hash_of(fresh) != target.name:
            return False
        make_durable(fresh)
        os.replace(fresh, target)
    except FileNotFoundError:
        return False
    finally:
        fresh.unlink(missing_ok=True)
    return True


def newest(place: Path) -> tuple[Path, dict[str, Any]]:
    """The backup at a place (its own folder, or the newest of several) and its manifest; raises CannotRestore."""
    found = [place] if (place / MANIFEST).is_file() else sorted(path.parent for path in place.glob(f"[!.]*/{MANIFEST}"))
    if not found:
        raise CannotRestore(f"Không có bản sao lưu nào ở {place} (cần có {MANIFEST}). / There is no backup here.")
    try:
        manifest: dict[str, Any] = json.loads((found[-1] / MANIFEST).read_text(encoding="utf-8"))
        usable = manifest["format"] == FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise CannotRestore(f"{found[-1] / MANIFEST} bị hỏng: {error}. / The manifest is broken.") from error
    if not usable:
        raise CannotRestore(f"{found[-1]}: bản sao lưu theo dạng khác; hãy dùng bản Solieu đã tạo ra nó ({manifest}).")
    return found[-1], manifest


def verify(place: Path) -> list[str]:
    """What of a backup is not what it was, by hashes: paths from its folder; empty when all of it is whole."""
    folder, manifest = newest(place)
    return [*broken_parts(folder, manifest), *_broken_files(folder, manifest)]


def broken_parts(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """The Parquet files that are missing or not what the manifest says; what was read may be left out, but whole."""
    said: dict[str, str] = manifest["sha256"]
    without = "" if (folder / keeping.READ).is_dir() else f"{keeping.READ}/"
    wanted = {name: digest for name, digest in said.items() if not without or not name.startswith(without)}
    return [name for name, digest in wanted.items() if not _is(folder / name, digest)]


def _broken_files(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    if f"{keeping.LEDGER}/ops.receipts.parquet" in broken_parts(folder, manifest):
        return  # Which files there should be is not known either.
    for name in keeping.files(folder):
        if name not in manifest["damaged"] and not _is(archive_of(folder) / name[:2] / name, name):
            yield f"../archive/{name[:2]}/{name}"


def archive_of(folder: Path) -> Path:
    """The archive that the backups of a place share."""
    return folder.parent / "archive"


def _parts(folder: Path) -> Sequence[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*.parquet"))


def is_whole(original: Path) -> bool:
    """Whether a file of an archive still is what its name says; False where it cannot be read."""
    try:
        return _is(original, original.name)
    except OSError:
        return False


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and hash_of(path) == digest


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
