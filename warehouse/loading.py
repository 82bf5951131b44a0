"""Loads judged submissions: ledger row, rows, rejections, what they change, all or none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from warehouse.corrections import compare, exceeded, outranked
from warehouse.reading import last_receipt
from warehouse.store import sql
from warehouse.writes import append

Connection = duckdb.DuckDBPyConnection


def known_files(connection: Connection, files: Sequence[str]) -> tuple[set[str], set[tuple[str, str, datetime]]]:
    """Of some files (SHA-256) those in the ledger, and (SHA-256, file name, moment of receipt) of their receipts."""
    rows = connection.execute(sql("known_files"), {"files": list(files)}).fetchall()
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
    into: str = "",
) -> None:
    """Load a batch of submissions, within the caller's transaction: all or none.

    `ledger` is in order of receipt; `rows` gives per form its accepted rows with the form's columns.
    What each means for the return that was in before it is found out here: see `warehouse.corrections`.
    `into`: where the rows go in a trial (`warehouse.overlay`), which reads them in their own tables.
    """
    append(connection, into + "ops.rejections", rejections)
    append(connection, into + "ops.warnings", warnings)
    append(connection, into + "core.column_letters", letters)
    append(connection, into + "core.absences", absences)
    append(connection, into + "core.cumulative", cumulative)
    append(connection, into + "core.plan_bases", plan_bases)
    for form, frame in rows.items():
        append(connection, f"{into}core.{form}", frame)
    compared = compare(connection, ledger, catalogue)
    append(
        connection,
        into + "ops.receipts",
        _numbered(connection, compared.ledger.with_row_index("place", offset=1)),
        query="insert_ledger",
    )
    append(connection, into + "ops.rejections", compared.rejections)
    warnings = compared.warnings
    if _targets(rows, catalogue):
        void = outranked(connection, compared.ledger, catalogue)
        # That it came later and counts is not true of a plan whose decision is older.
        untrue = (pl.col("check_name") == "same_night") & pl.col("submission_id").is_in(void["submission_id"].implode())
        warnings = pl.concat([warnings.filter(~untrue), void])
    append(connection, into + "ops.warnings", warnings)
    append(connection, into + "ops.warnings", exceeded(connection, compared.ledger, catalogue))
    append(connection, into + "ops.chain", compared.chain, query="insert_chain")
    append(connection, into + "ops.changed_cells", compared.cells)


def _targets(forms: Iterable[str], catalogue: Catalogue) -> bool:
    """Whether any of the forms gives targets; what an exchange file carries may be some."""
    plans = {code for code, form in catalogue.forms.items() if form.having("measure")[0].measure != "actual"}
    return not {*plans, "carried"}.isdisjoint(forms)


def count_for_now(
    connection: Connection,
    ledger: pl.DataFrame,
    cumulative: pl.DataFrame,
    rows: Mapping[str, pl.DataFrame],
    into: str = "",
) -> None:
    """Let submissions count within the caller's transaction: all that others are judged by. `ledger` has `place`s."""
    append(connection, into + "core.cumulative", cumulative)
    for form, frame in rows.items():
        append(connection, f"{into}core.{form}", frame)
    append(connection, into + "ops.receipts", _numbered(connection, ledger), query="insert_ledger")


def _numbered(connection: Connection, ledger: pl.DataFrame) -> pl.DataFrame:
    """Receipts are numbered on from the last, by their places."""
    return ledger.with_columns(receipt_no=pl.col("place") + last_receipt(connection)).drop("place")
