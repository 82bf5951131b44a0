"""The upkeep of a lake: many small files become few, old snapshots are forgotten, and then what nobody needs goes.

None of it changes a row. DuckDB's `AT (…)` reaches back as far as the snapshots do; our own as-of needs none of them.
"""

import duckdb

from warehouse.store import sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection


def compact(connection: Connection) -> tuple[int, int]:
    """Write what small commits left in the catalogue as Parquet, and join small files: rows written, files joined."""
    flushed = connection.execute(sql("lake_flush")).fetchall()
    merged = connection.execute(sql("lake_merge")).fetchall()
    return sum(rows for _, rows in flushed), sum(files for _, files in merged)


def expire(connection: Connection, days: int) -> int:
    """Forget the snapshots that are older than so many days, but the newest; how many there were."""
    with transaction(connection):
        return len(connection.execute(sql("lake_expire"), {"days": days}).fetchall())


def clean(connection: Connection, days: int) -> int:
    """Remove the files that no snapshot has needed for so many days, and those of killed writers; how many."""
    wanted = {"days": days}
    return sum(len(connection.execute(sql(query), wanted).fetchall()) for query in ("lake_clean", "lake_orphans"))
