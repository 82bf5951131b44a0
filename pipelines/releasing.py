"""Publications in a store: each version under a name of its own, and one pointer that says which of them counts.

`published/12-1f0c…/solieu.duckdb` and its Parquet and CSV files never change; `published/current.json` is replaced when
all of them are there, and only where it still is what this publisher saw.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from schemas.home import Home
from sources.inbox import sha256
from sources.remote import WORKERS
from sources.store import Store, StoreFault
from warehouse import publication
from warehouse.faults import OlderWarehouse
from warehouse.reading import last_receipt
from warehouse.released import Released, file_of_receipt, released

_log = logging.getLogger(__name__)

PUBLISHED = "published/"
POINTER = f"{PUBLISHED}current.json"
# How long a version stays after the next one came: who reads it began before that.
KEPT = timedelta(days=30)
# How often another publisher may come first.
_TRIES = 5
Record = Mapping[str, Any]


def pointer(store: Store) -> Record:
    """What the readers of a store are led to; empty before any.

    publication, through, through_file, version, files (name -> SHA-256); laid (name -> size and etag, as they were put
    there), which no pointer of an earlier release has.
    """
    return _pointer(store)[0]


def _pointer(store: Store) -> tuple[Record, str]:
    """The pointer and its etag. Raises StoreFault where it cannot be understood."""
    found = store.read(POINTER)
    if found is None:
        return {}, ""
    try:
        told: dict[str, Any] = json.loads(found[0])
        kept = {"publication": int(told["publication"]), "version": str(told["version"]), "files": dict(told["files"])}
        return told | kept, found[1]
    except (ValueError, KeyError, TypeError) as error:
        raise StoreFault(
            f"{store.address}{POINTER} không đọc được ({error}). Hãy xóa tệp này rồi chạy `solieu nightly`: bản công bố"
            " được chỉ lại. / The pointer is broken: delete it and run `solieu nightly`, which writes it again."
        ) from error


def refuse_other(connection: duckdb.DuckDBPyConnection, store: Store, found: Record) -> None:
    """Raise OlderWarehouse where readers of the store have receipts that this warehouse does not have, or as others."""
    if not found:
        return
    number, known = int(found["through"]), last_receipt(connection)
    if number > known or file_of_receipt(connection, number) != found["through_file"]:
        raise OlderWarehouse(
            f"{store.address}{POINTER}: bản công bố {found['publication']} đã tính đến số nhận {number}"
            f" ({found['through_file']}), mà kho số liệu ở đây ({known} số nhận) không có số đó: kho này cũ hơn, hoặc"
            " là kho khác. Không nhận gì. Hãy khôi phục bản sao lưu mới hơn; không còn bản nào thì đọc docs/store.md."
            " / The publication in the store counts a receipt that this warehouse does not have: it is an older one or"
            " another one. Nothing is taken in. Restore a newer backup; where there is none, see docs/store.md."
        )


def release(connection: duckdb.DuckDBPyConnection, home: Home, store: Store) -> None:
    """Lead the readers of a store to what the home's readers have; done again, it does only what is missing.

    Where a file in the home is not what was published, nothing is: the night that publishes it again comes here too.
    Raises OlderWarehouse where the store has a newer publication, or another one of that number.
    """
    told, found = released(connection, publication.held(home).publication_no), pointer(store)
    if told is None or _is_ours(connection, found, told):
        return
    if not _is_whole(home, told):
        return
    _lay(home, store, told)
    _point(store, told)
    _forget(store, told)


def mend(connection: duckdb.DuckDBPyConnection, home: Home, store: Store, found: Record) -> None:
    """Put again what the readers of a store miss of the publication that they are led to, where it is the home's own.

    Where it is not whole in the home either, nothing is: the night publishes anew.
    """
    wrong = damaged(store, found)
    if not wrong and (not found or "laid" in found):
        return
    told = released(connection, publication.held(home).publication_no)
    if told is None or told.version != found["version"] or not _is_whole(home, told):
        return
    if wrong:
        _log.warning("%s: chép lại %s / missing or damaged: put there again", store.address, ", ".join(wrong))
    _lay(home, store, told, wrong)
    _point(store, told)


def damaged(store: Store, found: Record) -> list[str]:
    """The files that a pointer names and that are not there, or not as they were put there: one listing."""
    if not found:
        return []
    there, laid = _laid(store, found["version"]), found.get("laid")
    known = there if laid is None else laid
    return [name for name in found["files"] if name not in there or there[name] != known.get(name)]


def _laid(store: Store, version: str) -> dict[str, list[Any]]:
    """What lies in a version's folder: name -> size in bytes, and what tells its content."""
    folder = f"{PUBLISHED}{version}/"
    return {each.name.removeprefix(folder): [each.size, each.etag] for each in store.listed(folder)}


def _is_ours(connection: duckdb.DuckDBPyConnection, found: Record, told: Released) -> bool:
    """Whether readers of the store have that publication, or a later one that another home of this warehouse made."""
    number = found.get("publication", 0)
    theirs = released(connection, number) if number >= told.publication_no else None
    return theirs is not None and theirs.version == found["version"]


def _is_whole(home: Home, told: Released) -> bool:
    if any(_hash(home, name) != digest for name, digest in told.files.items()):
        _log.warning("%s: chưa chép lên kho S3 / not as published, nothing was put into the store", home.published)
        return False
    return True


def _hash(home: Home, name: str) -> str:
    path = home.published / name
    return sha256(path) if path.is_file() else ""


def _lay(home: Home, store: Store, told: Released, wrong: Collection[str] = ()) -> None:
    """Put the files of a version there, and `wrong` ones again; else what a run before this one put there stays."""
    folder, laid = f"{PUBLISHED}{told.version}/", _laid(store, told.version)
    sizes = {name: (home.published / name).stat().st_size for name in told.files}
    missing = [name for name, size in sizes.items() if name in wrong or laid.get(name, [-1])[0] != size]
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda name: store.put(folder + name, home.published / name), missing))


def _point(store: Store, told: Released) -> None:
    """Lead readers to a version; where they are, note how its files lie there now."""
    laid = _laid(store, told.version)
    body = json.dumps(
        {
            "publication": told.publication_no,
            "version": told.version,
            "published_at": told.published_at.isoformat(),
            "through": told.through_no,
            "through_file": told.through_file,
            "files": told.files,
            "laid": laid,
        },
        indent=1,
    ).encode()
    for _ in range(_TRIES):
        found, etag = _pointer(store)
        same = bool(found) and found["version"] == told.version
        if same and found.get("laid") == laid:
            return  # Ours, even where its answer was lost on the way.
        if found and not same and found["publication"] >= told.publication_no:
            raise OlderWarehouse(_passed(store, found, told))
        if store.replace(POINTER, body, etag):
            return
    raise StoreFault(f"{store.address}{POINTER}: nơi khác đang ghi; hãy chạy lại. / Others write it; run this again.")


def _passed(store: Store, found: Record, told: Released) -> str:
    return (
        f"{store.address}{POINTER} đã chỉ bản công bố {found['publication']} ({found['version']}), nên không chỉ lại"
        f" bản {told.publication_no} ({told.version}) của kho này. Hai nơi cùng công bố vào một kho S3? Mỗi kho số liệu"
        " cần một SOLIEU_STORE riêng. / The store has that publication already, made elsewhere: it stays. Do two"
        " warehouses publish into one store? Each needs its own."
    )


def _forget(store: Store, current: Released) -> None:
    """Remove the versions that the next one replaced long ago."""
    names: dict[str, list[str]] = defaultdict(list)
    laid: dict[str, datetime] = {}
    for each in store.listed(PUBLISHED):
        version = each.name.removeprefix(PUBLISHED).partition("/")[0]
        if _number(version) and version != current.version:
            names[version].append(each.name)
        laid[version] = max(laid.get(version, each.at), each.at)
    for version, objects in names.items():
        after = [at for other, at in laid.items() if _number(other) > _number(version)]
        if _number(version) <= current.publication_no and datetime.now(UTC) - min(after, default=laid[version]) > KEPT:
            store.remove_all(objects)


def _number(version: str) -> int:
    """The number of the publication that a version is named after; 0 for any other name."""
    number = version.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() else 0
