"""Publications in a store: each version under a name of its own, and one pointer that says which of them counts.

`published/12-1f0c…/solieu.duckdb` and its Parquet and CSV files never change; `published/current.json` is replaced when
all of them are there, and only where it still is what this publisher saw.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Mapping
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
    """What the readers of a store are led to: publication, through, through_file, version, files; empty before any."""
    return _pointer(store)[0]


def _pointer(store: Store) -> tuple[Record, str]:
    """The pointer and its etag. Raises StoreFault where it cannot be understood."""
    found = store.read(POINTER)
    if found is None:
        return {}, ""
    try:
        told: Record = json.loads(found[0])
        return {**told, "publication": int(told["publication"]), "version": str(told["version"])}, found[1]
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
    if any(_hash(home, name) != digest for name, digest in told.files.items()):
        _log.warning("%s: chưa chép lên kho S3 / not as published, nothing was put into the store", home.published)
        return
    _lay(home, store, told)
    _point(store, told)
    _forget(store, told)


def _is_ours(connection: duckdb.DuckDBPyConnection, found: Record, told: Released) -> bool:
    """Whether readers of the store have that publication, or a later one that another home of this warehouse made."""
    number = found.get("publication", 0)
    theirs = released(connection, number) if number >= told.publication_no else None
    return theirs is not None and theirs.version == found["version"]


def _hash(home: Home, name: str) -> str:
    path = home.published / name
    return sha256(path) if path.is_file() else ""


def _lay(home: Home, store: Store, told: Released) -> None:
    """Put the files of a version where nobody looks yet; what a run before this one put there stays."""
    folder = f"{PUBLISHED}{told.version}/"
    laid = {each.name: each.size for each in store.listed(folder)}
    missing = [name for name in told.files if laid.get(folder + name) != (home.published / name).stat().st_size]
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda name: store.put(folder + name, home.published / name), missing))


def _point(store: Store, told: Released) -> None:
    body = json.dumps(
        {
            "publication": told.publication_no,
            "version": told.version,
            "published_at": told.published_at.isoformat(),
            "through": told.through_no,
            "through_file": told.through_file,
            "files": told.files,
        },
        indent=1,
    ).encode()
    for _ in range(_TRIES):
        found, etag = _pointer(store)
        if found and found["version"] == told.version:
            return  # Ours, even where its answer was lost on the way.
        if found and found["publication"] >= told.publication_no:
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
