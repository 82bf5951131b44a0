"""The store of a home, as a run works with it: what was sent there comes in, what lasts goes there."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import duckdb

from pipelines import releasing
from schemas.home import Home, make_durable
from schemas.lake import NOTE as LAKE_NOTE
from schemas.store import NOTE, Address, address, write_note
from sources import remote as there
from sources.inbox import Submission, archived, sha256
from sources.store import Store, Stored
from warehouse.reading import last_receipt
from warehouse.store import NoWarehouse

# The home's own notes, and its backups, in the store.
_NOTES, BACKUPS, _MANIFEST = "home/", "backups/", "manifest.json"


@dataclass
class Remote:
    """A home's store, and what a run brought from it: where each file lies in the inbox -> what it is there.

    Every method raises StoreFault where the store fails; the next run does what was not done.
    """

    home: Home
    store: Store
    brought: dict[Path, Stored] = field(default_factory=dict)

    def open(self, connection: duckdb.DuckDBPyConnection, *, fetch: bool) -> None:
        """Refuse the store of another warehouse; `fetch`: bring what waits in it into the inbox, as a night does.

        A night also puts again what the store's readers miss of their publication. The first time, what a home had
        before it had a store is put there. Raises OlderWarehouse where the store has a
        publication that this warehouse does not know, NoWarehouse where it has originals and this warehouse is empty.
        """
        found = releasing.pointer(self.store)
        releasing.refuse_other(connection, self.store, found)
        if not (self.home.root / NOTE).exists():
            if not last_receipt(connection) and self.store.holds(there.ARCHIVE):
                raise NoWarehouse(_not_empty(self.store.address))
            lacking = {path.name for path in self.home.archive.glob("??/*")} - there.kept(self.store).keys()
            there.keep_originals(self.home, self.store, lacking)
            for folder in (self.home.outbox, self.home.reports, self.home.board):
                self.lay([path for path in folder.rglob("[!.]*") if path.is_file()])
            write_note(self.home.root, self.store.address)
        else:
            self._lay_letters()
        note = self.home.root / LAKE_NOTE
        if note.exists() and (self.store.read(_NOTES + LAKE_NOTE) or (b"",))[0] != note.read_bytes():
            self.store.put(_NOTES + LAKE_NOTE, note)
        if fetch:
            releasing.mend(connection, self.home, self.store, found)
            self.brought = there.fetch(self.home, self.store)

    def _lay_letters(self) -> None:
        """Letters as plain text once stayed in the home: where the last of them is not in the store, all go there."""
        folders = (sorted(each.glob("*.txt")) for each in sorted(self.home.outbox.glob("*/"), reverse=True))
        last = next((letters[-1] for letters in folders if letters), None)
        if last and not self.store.seen(self._name(last)):
            self.lay(sorted(self.home.outbox.rglob("*.txt")))

    def keep(self, submissions: Iterable[Submission]) -> None:
        """Put the originals of submissions into the store, before the ledger says that they were received."""
        there.keep_originals(self.home, self.store, (each.submission_id for each in submissions))

    def keep_again(self, names: Iterable[str]) -> list[str]:
        """Put those originals of the home there that the store lost, or has in another size; which they were.

        Of a home whose first night with the store is still to come, nothing: it puts all there.
        """
        if not (self.home.root / NOTE).exists():
            return []
        held = {name: path for name in names if (path := archived(self.home, name)).is_file()}
        known = there.kept(self.store)
        lost = [name for name, path in held.items() if known.get(name) != path.stat().st_size and sha256(path) == name]
        there.keep_originals(self.home, self.store, lost)
        return lost

    def release(self, submissions: Iterable[Submission]) -> None:
        """Take out of the store's inbox what is in the ledger by now."""
        there.release(self.store, self.brought, submissions)

    def bring(self, names: Sequence[str]) -> None:
        """Fetch the originals that the home's archive lacks."""
        there.bring_originals(self.home, self.store, names)

    def put(self, paths: Iterable[Path]) -> None:
        """Put files of the home under their own names into the store."""
        with ThreadPoolExecutor(there.WORKERS) as pool:
            list(pool.map(lambda path: self.store.put(self._name(path), path), paths))

    def lay(self, paths: Sequence[Path]) -> None:
        """Put those of some files of the home that the store does not have as they are."""
        if paths:
            folder = os.path.commonpath([path.parent for path in paths])
            known = {each.name: each for each in self.store.listed(f"{self._name(Path(folder))}/")}
            self.put([path for path in paths if not _is_same(path, known.get(self._name(path)))])

    def _name(self, path: Path) -> str:
        return path.relative_to(self.home.root).as_posix()

    def publish(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let the readers of the store have what the home's readers have."""
        releasing.release(connection, self.home, self.store)

    def keep_backup(self, folder: Path) -> None:
        """Put a backup into the store, its manifest last; its originals are there already."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != _MANIFEST]
        for path in (*files, folder / _MANIFEST):
            self.store.put(f"{BACKUPS}{folder.name}/{path.relative_to(folder).as_posix()}", path)

    def newest_backup(self, into: Path) -> Path | None:
        """Fetch the newest backup that is there whole; None where there is none."""
        names = (name for name in sorted(self.store.folders(BACKUPS), reverse=True))
        newest = next((name for name in names if self.store.seen(f"{BACKUPS}{name}/{_MANIFEST}")), None)
        if newest is None:
            return None
        for found in self.store.listed(f"{BACKUPS}{newest}/"):
            target = into / found.name.removeprefix(BACKUPS)
            target.parent.mkdir(parents=True, exist_ok=True)
            self.store.fetch(found.name, target)
        return into / newest


def remote(home: Home, *, hurried: bool = False) -> Remote | None:
    """The store that a home works with; None where it has none. `hurried`: as of `Store`. Raises BadSetting."""
    found = address(home.root)
    return Remote(home, _store(found, hurried, _keys())) if found else None


def _keys() -> frozenset[tuple[str, str]]:
    return frozenset((name, value) for name, value in os.environ.items() if name.startswith("AWS_"))


@lru_cache(maxsize=4)
def _store(found: Address, hurried: bool, _: frozenset[tuple[str, str]]) -> Store:
    """One way there for a process, as long as the variables say the same."""
    return Store(found, hurried)


def opened(home: Home) -> Remote | None:
    """As `remote`, for who writes: a home that was lost has its notes again."""
    bring_note(home)
    return remote(home)


def bring_note(home: Home) -> None:
    """Give a home that was lost, and whose warehouse is a lake, its note of it back."""
    note = home.root / LAKE_NOTE
    if not home.lake or note.exists() or home.left():
        return
    found = remote(home)
    kept = found.store.read(_NOTES + LAKE_NOTE) if found else None
    if kept:
        fresh = home.create().root / f".{LAKE_NOTE}.new"
        fresh.write_bytes(kept[0])
        make_durable(fresh)
        os.replace(fresh, note)


def lay(home: Home, paths: Sequence[Path]) -> list[Path]:
    """Put files of a home into its store, where it has one; the same files."""
    if found := remote(home):
        found.lay(paths)
    return [*paths]


def original(home: Home, name: str) -> Path:
    """Where an original lies, fetched from the store where the home lacks it."""
    path = archived(home, name)
    if not path.exists() and (found := remote(home)):
        found.bring([name])
    return path


def _is_same(path: Path, known: Stored | None) -> bool:
    """Whether an object is what a file is; of one that was put in parts the etag does not tell, and it is put again."""
    if known is None or known.size != path.stat().st_size:
        return False
    return known.etag.strip('"') == hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _not_empty(store: Address) -> str:
    return (
        f"Kho S3 {store} đã có tệp gốc, mà kho số liệu ở đây còn trống: không nhận gì. Hãy khôi phục trước (solieu"
        " restore), nêu đúng DuckLake của nó (SOLIEU_WAREHOUSE), hoặc nêu kho S3 khác. / The store holds originals, and"
        " the warehouse here is empty: nothing is taken in. Restore a backup first, name the lake that goes with it, or"
        " name another store."
    )
