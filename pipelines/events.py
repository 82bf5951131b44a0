"""Dagster's log of events in SQLite, its files kept open: Dagster itself opens and closes one for every event.

And for every file it reads its two hundred migrations, to find that there is nothing to do. Both took a night a third
of its time. The files are the same, and what is in them when an event is stored.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from schemas.home import make_durable

# Of the file for all runs and of those of single runs: who looks through many of these keeps the last ones.
_OPEN = 4
# Seconds that SQLite waits for another process, as Dagster's own do.
_PATIENCE = 30


class Events(SqliteEventLogStorage):
    """As Dagster's; named in the settings by `pipelines.instance`."""

    # A file of a run in which nothing has happened.
    _blank: ClassVar[bytes] = b""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """The files lie in `base_dir`; they are opened when they are asked for."""
        self._engines: dict[str, Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> "Events":
        """What Dagster makes of the settings."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._initialized_dbs:
            self._begin(shard)
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _begin(self, shard: str) -> None:
        """Have a file made where there is none: the first of a run by Dagster, those after it like that one."""
        file = Path(self.path_for_shard(shard))
        is_new, is_of_run = not file.exists(), shard != INDEX_SHARD_NAME
        if is_new and is_of_run and self._blank:
            beside = file.with_name(f".{file.name}.{os.getpid()}")
            beside.write_bytes(self._blank)
            make_durable(beside)
            with suppress(FileExistsError):  # Another process was faster.
                os.link(beside, file)
            beside.unlink()
            self._initialized_dbs.add(shard)
            return
        with super()._connect(shard):
            pass
        if is_new and is_of_run:
            Events._blank = file.read_bytes()

    def _initdb(self, engine: Engine, for_index_shard: bool = False) -> None:
        with engine.connect() as connection:
            known = engine.dialect.has_table(connection, "alembic_version")
            if known and connection.execute(text("select 1 from alembic_version")).first():
                return
        super()._initdb(engine, for_index_shard)

    def has_table(self, table_name: str) -> bool:
        """Whether the file for all runs has the table; one that is there stays. Dagster asks with every event."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _engine(self, shard: str) -> Engine:
        """The file of a run, or `index` for that of all, by its one connection; whoever asks holds the lock."""
        engine = self._engines.pop(shard, None) or self._opened(shard)
        self._engines[shard] = engine
        while len(self._engines) > _OPEN:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def _opened(self, shard: str) -> Engine:
        shared = {"timeout": _PATIENCE, "check_same_thread": False}
        return create_engine(self.conn_string_for_shard(shard), poolclass=StaticPool, connect_args=shared)

    def dispose(self) -> None:
        """Close them all."""
        super().dispose()
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()
