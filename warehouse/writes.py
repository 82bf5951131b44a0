"""Writing into an open warehouse: rows, all or nothing, for good or just to see."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb
import polars as pl

from warehouse.store import is_lake, sql


def append(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame, query: str = "insert_rows") -> None:
    """Insert a frame into a table, matching columns by name; to plan the insert of no rows takes as long as of some."""
    if frame.is_empty():
        return
    connection.register("new_rows", frame)
    connection.execute(sql(query, table=table))
    connection.unregister("new_rows")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # Of a lake whose server is gone: what happened first says it.
            connection.execute("rollback")
        raise
    connection.execute("commit")


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Write what was committed into the file itself. A lake has no log; there, its upkeep would be done over it all."""
    if not is_lake(connection):
        connection.execute(sql("checkpoint"))


@contextmanager
def passing(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Whatever is written within is seen there, and gone afterwards."""
    connection.execute("begin transaction")
    try:
        yield
    finally:
        connection.execute("rollback")
