"""Loads judged submissions: ledger row, rows, rejections, all or none."""

from collections.abc import Mapping
from datetime import UTC, datetime

import duckdb
import polars as pl

from warehouse.store import sql, transaction

Connection = duckdb.DuckDBPyConnection


def known_files(connection: Connection) -> tuple[set[str], set[tuple[str, str, datetime]]]:
    """The SHA-256 of every file in the ledger, and (SHA-256, file name, moment of receipt) of every receipt."""
    rows = connection.execute(sql("known_files")).fetchall()
    receipts = {(sha, name, received.astimezone(UTC)) for sha, name, received in rows}
    return {sha for sha, *_ in rows}, receipts


def load(
    connection: Connection,
    *,
    ledger: pl.DataFrame,
    rejections: pl.DataFrame,
    warnings: pl.DataFrame,
    letters: pl.DataFrame,
    absences: pl.DataFrame,
    cumulative: pl.DataFrame,
    rows: Mapping[str, pl.DataFrame],
) -> None:
    """Load a batch of submissions in one transaction.

    `ledger` is in order of receipt; `rows` gives per form its accepted rows with the form's columns.
    """
    with transaction(connection):
        append(connection, "ops.receipts", ledger.with_row_index("place", offset=1), query="insert_ledger")
        append(connection, "ops.rejections", rejections)
        append(connection, "ops.warnings", warnings)
        append(connection, "core.column_letters", letters)
        append(connection, "core.absences", absences)
        append(connection, "core.cumulative", cumulative)
        for form, frame in rows.items():
            append(connection, f"core.{form}", frame)


def append(connection: Connection, table: str, frame: pl.DataFrame, query: str = "insert_rows") -> None:
    """Insert a frame into a table, matching columns by name."""
    connection.register("new_rows", frame)
    connection.execute(sql(query, table=table))
    connection.unregister("new_rows")
