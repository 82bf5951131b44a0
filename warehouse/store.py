"""Opens the warehouse: one file or one lake, one writer, the same SQL wherever it lies."""

import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb

from schemas.home import Home, keep_private
from schemas.lake import NOTE
from warehouse.faults import earlier_release, later_release, of_disk

HERE = Path(__file__).parent
PATIENCE = 60.0
_PAUSE = 0.2
CLOCK = "set timezone = 'Asia/Ho_Chi_Minh'"
# A table that is not there is no variable of ours that has its name.
_OURS = {"python_enable_replacements": False}
# DuckDB has no class of its own for it.
_LOCKED = "Could not set lock"
# Instances of DuckDB with nothing attached, by their configuration: one that reads, one that writes.
_idle: dict[str, duckdb.DuckDBPyConnection] = {}
_MOST_IDLE = 2
# Before the first block of a file: its headers.
_HEADERS = 3 * 4096


class WarehouseBusy(RuntimeError):
    """Another process holds the warehouse; the message names it."""

    def __init__(self, holder: str) -> None:
        """`holder`: the process, as far as it is known."""
        super().__init__(f"kho đang được dùng / the warehouse is in use by another process: {holder}")


class NewerWarehouse(RuntimeError):
    """A later release of Solieu wrote this warehouse; the message says what to do."""


class EarlierWarehouse(RuntimeError):
    """An earlier release of Solieu wrote this warehouse and no run has brought it up to date; the message says how."""


class NoWarehouse(RuntimeError):
    """There is no warehouse at this place, yet or any more; the message says how to get one."""


def missing_at(path: Path) -> str:
    """How to get the warehouse that is not at this place: by a night, or from a backup where one was lost."""
    left = _left_of(path)
    if left is None:
        night = Home(path.parent).nightly
        return f"{path} chưa có; hãy chạy `{night}` để tạo. / It does not exist yet; `{night}` makes it."
    where = f"{path} (DuckLake: docs/lake.md)" if path.name == NOTE else path
    return (
        f"{where} đã mất, mà trong thư mục còn {left}: không tạo kho trống thay vào. Hãy dời {path.parent} sang một"
        " bên, rồi khôi phục vào thư mục trống: solieu restore <bản sao lưu>. / The warehouse is lost, and what it"
        " wrote is still there: no empty one is made in its place. Set the home aside and restore a backup into an"
        " empty one."
    )


def refuse_lost(path: Path) -> None:
    """Raise NoWarehouse where a warehouse was lost: an empty one in its place would look as if all were well."""
    if not path.exists() and _left_of(path):
        raise NoWarehouse(missing_at(path))


def _left_of(path: Path) -> Path | None:
    """What there is of the work of a warehouse that is not at its place in a home."""
    home = Home(path.parent, lake=path.name == NOTE)
    return home.left() if path == home.warehouse else None


@lru_cache
def _query(name: str) -> str:
    return (HERE / "queries" / f"{name}.sql").read_text(encoding="utf-8")


def sql(name: str, **parts: str) -> str:
    """The text of a query in `warehouse/queries/`, its `{parts}` filled in.

    Parts are names of tables and columns, which the declarations check, or our own models;
    values go in as parameters, and what a submitter sent is always a value.
    """
    return _query(name).format(**parts) if parts else _query(name)


@lru_cache
def rules_version(declarations: str) -> str:
    """What figures are made by: the version of the declarations and the text of the models, as one short hash."""
    digest = hashlib.sha256(declarations.encode())
    for path in [*sorted((HERE / "models").rglob("*.sql")), HERE / "staging" / "view.sql"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def literal(text: str) -> str:
    """A text as an SQL literal, for the statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def opened(config: dict[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory, with nothing attached."""
    _spare_pandas()
    return duckdb.connect(config=config or {})


@cache
def _spare_pandas() -> None:
    """Keep DuckDB from importing pandas: it looks for pandas' kinds of nothing in what a query is given.

    That takes a third of a second, and no value here is of pandas. It takes what it is shown, and never asks again.
    """
    if "pandas" not in sys.modules:
        sys.modules["pandas"] = ModuleType("pandas")
        try:
            duckdb.connect().execute(sql("parameter"), {"value": 1}).fetchall()
        finally:
            del sys.modules["pandas"]


@contextmanager
def connected(
    path: Path, *, read_only: bool = False, patience: float = PATIENCE
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose default catalogue is the warehouse in the file `path`, or the lake that the note there names.

    Another process may hold the warehouse: waits up to `patience` seconds, then raises WarehouseBusy. Of a lake, a
    reader waits for nobody: it sees the lake as it stood when the connection was made.
    Raises NoWarehouse when a reader finds no file, or a writer none where one was lost; NewerWarehouse before
    anything of a later release is touched; EarlierWarehouse when a reader asks for what no run of this release has
    added yet; DamagedFile as soon as a block is read that is not what was written; DiskFault where the disk fails,
    LakeFault where a lake does.
    """
    if read_only and not path.exists():
        raise NoWarehouse(missing_at(path))
    refuse_lost(path)
    if not read_only:
        keep_private()
    config = _config(path, read_only=read_only)
    instance = _idle.pop(repr(config), None) or opened(config)
    connection, clean = instance.cursor(), False
    try:
        with _attached(connection, path, read_only=read_only, until=time.monotonic() + patience):
            connection.execute(CLOCK)
            yield connection
        clean = path.name != NOTE
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
        told = of_disk(error, path)
        if told is error:
            raise
        raise told from error
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        if read_only and _is_earlier(connection):
            raise EarlierWarehouse(earlier_release(path)) from error
        raise
    finally:
        if clean and _detached(instance, connection):
            _idle[repr(config)] = instance
            while len(_idle) > _MOST_IDLE:
                _idle.pop(next(iter(_idle))).close()
        else:
            connection.close()
            instance.close()


def _detached(instance: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection) -> bool:
    """Close a connection and detach its warehouse; whether its instance of DuckDB is as new, for the next who asks.

    To begin one takes as long as to attach a file.
    """
    try:
        # Whoever left the warehouse for the memory beside it put something there.
        at_home = connection.execute(sql("where_it_works")).fetchone() == ("warehouse",)
        connection.close()
        if at_home:
            instance.execute("detach warehouse")
    except duckdb.Error:  # What could not be written into the file is still in its log.
        return False
    return at_home


def _config(path: Path, *, read_only: bool) -> dict[str, Any]:
    # What does not fit into memory goes beside the warehouse, and not wherever the program happens to run.
    beside = {} if read_only else {"temp_directory": f"{path}.tmp"}
    if path.name != NOTE:
        return _OURS | beside
    from warehouse import lake

    return _OURS | lake.config() | beside


def _attached(
    connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool, until: float
) -> AbstractContextManager[None]:
    if path.name != NOTE:
        return _attached_file(connection, path, read_only=read_only, until=until)
    from warehouse import lake

    return lake.attached(connection, path, read_only=read_only, until=until)


@contextmanager
def _attached_file(
    connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool, until: float
) -> Iterator[None]:
    _attach(connection, path, read_only=read_only, until=until)
    refuse_later(connection, path)
    if not read_only:
        _refuse_short(connection, path)
    yield


def _refuse_short(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise DamagedFile where the end of the file is gone: DuckDB itself says so only once it reads there."""
    blocks, size = connection.execute(sql("blocks")).fetchone() or (0, 0)
    if path.stat().st_size < _HEADERS + blocks * size:
        read_whole(connection)


def read_whole(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every block of every table; raises duckdb.Error at the first that is not what was written."""
    for (table,) in connection.execute(sql("overlay_tables")).fetchall():
        connection.execute(sql("read_whole", table=table)).fetchone()


@lru_cache
def migrations() -> dict[int, Path]:
    """The number of each migration that this release knows, in order -> its file."""
    return {int(path.stem.partition("_")[0]): path for path in sorted((HERE / "migrations").glob("*.sql"))}


def applied(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """The numbers of the migrations that made the warehouse what it is; none of a new file."""
    try:  # To ask for the table first takes a lake longer than all else that opens it.
        return {number for (number,) in connection.execute(sql("applied_migrations")).fetchall()}
    except duckdb.CatalogException:
        return set()


def is_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether what a connection works in lies in DuckLake."""
    return connection.execute(sql("is_lake")).fetchone() is not None


def refuse_later(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise NewerWarehouse where a later release wrote the open warehouse."""
    later = sorted(applied(connection) - migrations().keys())
    if later:
        raise NewerWarehouse(later_release(path, later))


def _is_earlier(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether migrations are missing; a file for readers has no list of them, and was written whole by its release."""
    done = applied(connection)
    return (
        bool(migrations().keys() - done) if done else connection.execute(sql("is_for_readers")).fetchone() is not None
    )


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool, until: float) -> None:
    # Since this version the counts of distinct values that stand beside each column are small: of all that attaching
    # a warehouse takes they were two thirds. Readers get a file of their own, in a version that their tools know.
    mode = "read_only" if read_only else "storage_version 'v1.2.0'"
    command = sql("attach", file=literal(str(path)), alias="warehouse", mode=mode)
    while True:
        try:
            connection.execute(command)
        except duckdb.IOException as error:
            if _LOCKED not in str(error):
                raise
            if time.monotonic() >= until:
                raise WarehouseBusy(_holder(str(error))) from error
            time.sleep(_PAUSE)
        else:
            connection.execute("use warehouse")
            return


def _holder(error: str) -> str:
    """The part of DuckDB's message that names the process."""
    start = error.find("Conflicting lock is held in ")
    return (
        error[start:].partition(". See also")[0].removeprefix("Conflicting lock is held in ") if start >= 0 else error
    )
