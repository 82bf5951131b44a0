"""Loads judged submissions: ledger row, rows, rejections, what they change, all or none."""

from collections.abc import Mapping
from datetime import UTC, datetime

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from warehouse.corrections import compare
from warehouse.store import append, sql, transaction

Connection = duckdb.DuckDBPyConnection


def known_files(connection: Connection) -> tuple[set[str], set[tuple[str, str, datetime]]]:
    """The SHA-256 of every file in the ledger, and (SHA-256, file name, moment of receipt) of every receipt."""
    rows = connection.execute(sql("known_files")).fetchall()
    receipts = {(sha, name, received.astimezone(UTC)) for sha, name, received in rows}
    return {sha for sha, *_ in rows}, receipts


def load(
    connection: Connection,
    catalogue: Catalogue,
    *,
    ledger: pl.DataFrame,
    rejections: pl.DataFrame,
    warnings: pl.DataFrame,
    letters: pl.DataFrame,
    absences: pl.DataFrame,
    cumulative: pl.DataFrame,
    plan_bases: pl.DataFrame,
    rows: Mapping[str, pl.DataFrame],
) -> None:
    """Load a batch of submissions in one transaction.

    `ledger` is in order of receipt; `rows` gives per form its accepted rows with the form's columns.
    What each means for the return that was in before it is found out here: see `warehouse.corrections`.
    """
    with transaction(connection):
        append(connection, "ops.rejections", rejections)
        append(connection, "ops.warnings", warnings)
        append(connection, "core.column_letters", letters)
        append(connection, "core.absences", absences)
        append(connection, "core.cumulative", cumulative)
        append(connection, "core.plan_bases", plan_bases)
        for form, frame in rows.items():
            append(connection, f"core.{form}", frame)
        compared = compare(connection, ledger, catalogue)
        append(connection, "ops.receipts", compared.ledger.with_row_index("place", offset=1), query="insert_ledger")
        append(connection, "ops.rejections", compared.rejections)
        append(connection, "ops.warnings", compared.warnings)
        append(connection, "ops.chain", compared.chain, query="insert_chain")
        append(connection, "ops.changed_cells", compared.cells)
