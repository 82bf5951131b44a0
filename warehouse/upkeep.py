"""The upkeep of a lake: many small files become few, old snapshots are forgotten, and then what nobody needs goes.

None of it changes a row. DuckDB's `AT (…)` reaches back as far as the snapshots do; our own as-of needs none of them.
"""

import logging

import duckdb

from schemas.lake import Lake
from warehouse.lake_folder import MARK, is_its_own, name_of
from warehouse.store import sql
from warehouse.writes import transaction

_log = logging.getLogger(__name__)

Connection = duckdb.DuckDBPyConnection
_UNCLEAR = (
    "%s: có tệp mà kho này không biết, có thể là của kho khác, nên không xóa. Nếu không kho nào khác để tệp ở đó, hãy"
    " ghi vào %s một dòng: %s / unknown files may be another lake's and stay; where none else keeps files there, write"
    " that line into that file"
)


def compact(connection: Connection) -> tuple[int, int]:
    """Write what small commits left in the catalogue as Parquet, and join small files: rows written, files joined."""
    flushed = connection.execute(sql("lake_flush")).fetchall()
    merged = connection.execute(sql("lake_merge")).fetchall()
    return sum(rows for _, rows in flushed), sum(files for _, files in merged)


def expire(connection: Connection, days: int) -> int:
    """Forget the snapshots that are older than so many days, but the newest; how many there were."""
    with transaction(connection):
        return len(connection.execute(sql("lake_expire"), {"days": days}).fetchall())


def clean(connection: Connection, lake: Lake, days: int) -> int:
    """Remove the files that no snapshot has needed for so many days, and those of killed writers; how many."""
    removed = len(connection.execute(sql("lake_clean"), {"days": days}).fetchall())
    if not is_its_own(connection, lake):
        _log.warning(_UNCLEAR, lake.files, lake.files + MARK, name_of(connection, lake))
        return removed
    return removed + len(connection.execute(sql("lake_orphans"), {"days": days}).fetchall())
