"""Dagster's log of events in SQLite, its files kept open: Dagster itself opens and closes one for every event.

That took a night a fifth of its time. The files are the same, and what is in them when an event is stored.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

# Of the file for all runs and of those of single runs: who looks through many of these keeps the last ones.
_OPEN = 4
# Seconds that SQLite waits for another process, as Dagster's own do.
_PATIENCE = 30


class Events(SqliteEventLogStorage):
    """As Dagster's; named in the settings by `pipelines.instance`."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """The files lie in `base_dir`; they are opened when they are asked for."""
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> "Events":
        """What Dagster makes of the settings."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._initialized_dbs:
            with super()._connect(shard):  # Makes the file where it is new.
                pass
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

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
