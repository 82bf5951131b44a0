"""Opens a warehouse that lies in DuckLake: its catalogue in PostgreSQL, one writer at a time, readers at a snapshot."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from schemas.home import make_durable
from schemas.lake import NOTE, Lake, lake_at, note_of
from schemas.store import SCHEME, keys
from warehouse.extensions import extension
from warehouse.faults import is_of_lake, of_lake
from warehouse.lake_folder import claim, refuse_other, refuse_taken
from warehouse.store import NoWarehouse, WarehouseBusy, literal, missing_at, refuse_later, sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection
_EXTENSIONS = ("ducklake", "postgres_scanner")
# DuckDB reads the 80 MB of both for their signatures each time; we have it do so once in a process (`_verified`).
_CONFIG = {
    "allow_unsigned_extensions": True,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # DuckLake falls over an answer that broke off. A database that is invalid then cannot end its transaction, and what
    # it raises as it closes ends the program. There is nothing in ours but the way to the lake, and it is closed next.
    "disable_database_invalidation": True,
}
# A submission's rows go into the catalogue, and with many others' into one Parquet file (`warehouse.upkeep`).
_FOR_WRITING = "data_inlining_row_limit 1000"
_PAUSE = 0.2


def config() -> dict[str, Any]:
    """What a connection to a lake is opened with; raises NoExtension where a wheel is missing."""
    _verified()
    return dict(_CONFIG)


@lru_cache
def _verified() -> None:
    """Load the extensions as DuckDB does by itself: only what its makers signed."""
    with duckdb.connect() as connection:
        _load(connection)


def _load(connection: Connection) -> None:
    for name in _EXTENSIONS:
        connection.execute(sql("load_extension", file=literal(str(extension(name)))))


@contextmanager
def attached(connection: Connection, note: Path, *, read_only: bool, until: float) -> Iterator[None]:
    """The lake of a home as `warehouse` of a connection: for reading as of now, for writing when nobody else does.

    The first writer makes it, and the note. Raises NoWarehouse where it is not there (any more) or another home's,
    WarehouseBusy when somebody still writes it at the time `until`, LakeFault, BadSetting.
    """
    lake = lake_at(note)
    with _telling(lake), _door(lake) as door, ExitStack() as held:
        if read_only:
            _attach(connection, lake, f"read_only, snapshot_version {_newest(door, lake, note)}")
            door.close()
        else:
            held.enter_context(_taken(door, lake, until))
            _attach_for_writing(connection, lake, note, there=_is_there(door, lake))
        refuse_later(connection, note)
        yield


@contextmanager
def made(note: Path) -> Iterator[Connection]:
    """A connection to the lake of a home that has none yet; the note is written last, when all is in it."""
    lake = lake_at(note)
    with (
        _telling(lake),
        _door(lake) as door,
        closing(duckdb.connect(config=config())) as connection,
        _taken(door, lake, time.monotonic()),
    ):
        _make(connection, lake, there=_is_there(door, lake))
        yield connection
        _write_note(lake, note)


@contextmanager
def _telling(lake: Lake) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if not is_of_lake(error, lake):
            raise
        # Not from the error itself: it names the password.
        raise of_lake(error, lake) from None


def reach(lake: Lake, seconds: int) -> None:
    """Connect to the PostgreSQL of a lake and leave it; raises LakeFault where that does not answer in so many seconds.

    Raises NoExtension.
    """
    with _telling(lake), _door(lake, f" connect_timeout={seconds}"):
        pass


@contextmanager
def _door(lake: Lake, wait: str = "") -> Iterator[Connection]:
    """A way into PostgreSQL beside the lake; in a database of its own, or the lake's would list PostgreSQL's tables."""
    with closing(duckdb.connect(config=config())) as door:
        _load(door)
        named = f"application_name='solieu {socket.gethostname()} {os.getpid()}'"
        patient = "options='-c idle_in_transaction_session_timeout=0'"  # Of what holds the lock, for a whole night.
        door.execute(sql("lake_door", address=literal(f"{lake.address} {named} {patient}{wait}")))
        yield door


def _is_there(door: Connection, lake: Lake) -> bool:
    return bool(_ask(door, "lake_there", lake))


def _newest(door: Connection, lake: Lake, note: Path) -> int:
    if not _is_there(door, lake):
        raise NoWarehouse(missing_at(note))
    return int(_ask(door, "lake_newest", lake))


def _ask(door: Connection, query: str, lake: Lake) -> Any:
    row = door.execute(sql(query, schema=lake.schema)).fetchone()
    return row[0] if row else None


@contextmanager
def _taken(door: Connection, lake: Lake, until: float) -> Iterator[None]:
    """Hold the lake by a lock of PostgreSQL's, which goes with the process that holds it.

    The transaction of the lock is ended here. Where the server is gone, DuckDB cannot: what it raises while it closes a
    connection ends the program. Raises what PostgreSQL says where it lost the lock meanwhile.
    """
    with transaction(door):
        while not _ask(door, "lake_lock", lake):
            if time.monotonic() >= until:
                raise WarehouseBusy(_ask(door, "lake_holder", lake) or "?")
            time.sleep(_PAUSE)
        yield


def _attach_for_writing(connection: Connection, lake: Lake, note: Path, *, there: bool) -> None:
    known = note.exists()
    if known and not there:
        raise NoWarehouse(missing_at(note))
    if known:
        _attach(connection, lake, _FOR_WRITING)
        refuse_other(connection, lake)
        return
    _make(connection, lake, there=there)
    if not is_empty(connection):
        raise NoWarehouse(_of_another_home(lake, note))
    _write_note(lake, note)


def _make(connection: Connection, lake: Lake, *, there: bool) -> None:
    """Make the lake, or take up one that was left half made. Raises BadSetting where another's files are."""
    _reach(connection, lake)
    if not there:  # Before anything is made.
        refuse_taken(connection, lake)
    _attach(connection, lake, _FOR_WRITING)
    if is_empty(connection):
        claim(connection, lake)


def is_empty(connection: Connection) -> bool:
    """Whether the open lake holds no table yet."""
    return not connection.execute(sql("overlay_tables")).fetchone()


def _write_note(lake: Lake, note: Path) -> None:
    fresh = note.with_name(f".{note.name}.new")
    fresh.write_text(note_of(lake, note.parent), encoding="utf-8")
    make_durable(fresh)
    os.replace(fresh, note)
    make_durable(note.parent)


def _reach(connection: Connection, lake: Lake) -> None:
    _load(connection)
    if lake.files.startswith(SCHEME):
        _reach_store(connection, lake.files)


def _attach(connection: Connection, lake: Lake, mode: str) -> None:
    _reach(connection, lake)
    words = {"schema": literal(lake.schema), "files": literal(lake.files), "mode": mode}
    connection.execute(sql("lake_attach", catalogue=literal(f"ducklake:postgres:{lake.address}"), **words))
    connection.execute("use warehouse")


def _reach_store(connection: Connection, files: str) -> None:
    """Let a connection read and write files in an S3 store. Raises BadSetting, NoExtension."""
    found = keys()
    connection.execute(sql("load_extension", file=literal(str(extension("httpfs")))))
    place = f"endpoint {literal(found.host)}, url_style 'path', use_ssl {not found.is_plain}," if found.endpoint else ""
    words = {"key": found.key, "secret": found.secret, "token": found.token, "region": found.region, "scope": files}
    connection.execute(sql("lake_store", place=place, **{name: literal(word) for name, word in words.items()}))


def _of_another_home(lake: Lake, note: Path) -> str:
    vi, en = lake.make_room or ("nêu schema khác (schema=… trong SOLIEU_WAREHOUSE)", "name another schema")
    return (
        f"{lake} đã có số liệu, mà {note.parent} không biết: không ghi gì. Nếu đó là kho của thư mục này, hãy chép lại"
        f" {NOTE}, archive/ và outbox/ của nó; nếu không, hãy {vi}. / This lake holds figures that this home knows"
        f" nothing of: nothing was written. Put its note, archive and outbox back into the home, or {en}."
    )
