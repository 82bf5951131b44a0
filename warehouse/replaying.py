"""History once more: what was kept of a warehouse is laid into a new one, in the order and at the times of then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest
from pathlib import Path

import duckdb

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from warehouse.keeping import ledger_tables, read_tables
from warehouse.migrate import comment, create_views, name_cells
from warehouse.models import kpi_models, rebuild
from warehouse.notes import relation_notes
from warehouse.reading import Record, records
from warehouse.store import literal, sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection
Build = tuple[str, list[int]]
# What was decided or published in between bears on what comes next.
_BETWEEN = {"ops.decisions": ("decided_at", "decision_no"), "ops.publications": ("published_at", "publication_no")}
# What a receipt keeps of the time when it came, whatever is read.
_OF_THEN = ("ingested_at", "declarations")


@dataclass(frozen=True)
class Step:
    """Something that happened at a moment: receipts loaded together, or tables of figures built one after the other."""

    at: datetime
    receipts: Sequence[Record] = ()
    builds: Sequence[Build] = ()


def attach_kept(connection: Connection, file: Path) -> None:
    """Lay the warehouse that was kept (`warehouse.keeping.assemble`) beside the new one, for everything below."""
    connection.execute(sql("attach", file=literal(str(file)), alias="kept", mode="read_only"))
    for (table,) in connection.execute(sql("kept_tables")).fetchall():
        if table.startswith("core."):  # A form that is declared no more.
            connection.execute(sql("create_like_kept", table=table))


def steps(connection: Connection) -> list[Step]:
    """Everything that happened, in order. What was built over again is left out."""
    builds = list(_builds(connection))
    left = [step for step, following in zip_longest(builds, builds[1:]) if not _built_over(step, following)]
    return sorted([*_loads(connection), *left], key=lambda step: step.at)


def _loads(connection: Connection) -> Iterator[Step]:
    """Receipts of one transaction have one time. A clock that was set back does not change their order."""
    last = None
    for at, together in groupby(records(connection, sql("kept_receipts")), key=lambda row: row["ingested_at"]):
        last = max(at, last or at)
        yield Step(last, receipts=list(together))


def _builds(connection: Connection) -> Iterator[Step]:
    """Tables that were built one after the other, none twice."""
    run: list[Build] = []
    began = None
    for row in records(connection, sql("kept_builds")):
        if row["model"] in {model for model, _ in run} and began:
            yield Step(began, builds=run)
            run, began = [], None
        began = began or row["built_at"]
        run = [*run, (row["model"], row["years"])]
    if began:
        yield Step(began, builds=run)


def _built_over(step: Step, following: Step | None) -> bool:
    """Whether every table and year was built over by the next: then nothing that is left has read them."""
    over = dict(following.builds) if following else {}
    return all(set(years) <= set(over.get(model, ())) for model, years in step.builds)


def lay_until(connection: Connection, at: datetime) -> None:
    """What people decided and what was published up to a moment."""
    for table, (moment, number) in _BETWEEN.items():
        connection.execute(sql("lay_until", table=table, moment=moment, number=number), {"at": at})


def build(connection: Connection, step: Step, catalogue: Catalogue) -> None:
    """Build the tables of a step as on the day when they were built: what is overdue depends on it."""
    day = step.at.astimezone(PROVINCE_TIME).date()
    create_views(connection, catalogue, today=f"date {literal(day.isoformat())}")
    known = kpi_models(catalogue)
    for model, years in step.builds:
        if model in known:  # Not that of an appendix that is declared no more.
            rebuild(connection, model, years, catalogue)


def settle(connection: Connection, receipts: Sequence[Record], *, read_kept: bool) -> list[Record]:
    """Give receipts just loaded their time, and what was kept of them where it was read otherwise by then.

    Gives those that differ: receipt_no, file_name, outcome (as kept), outcome_now and tables (where rows differ). Where
    nothing was kept but the ledger, only that is compared, and nothing replaced but the receipt itself.
    """
    numbers = [row["receipt_no"] for row in receipts]
    new = [row["submission_id"] for row in receipts if row["outcome"] != "duplicate"]
    connection.execute(sql("relink"), {"at": receipts[0]["ingested_at"], "files": new})
    columns = ", ".join(name for name in _columns(connection, "ops.receipts") if name not in _OF_THEN)
    by_number: dict[str, object] = {"numbers": numbers}
    query = sql("otherwise", table="ops.receipts", key="receipt_no", columns=columns)
    otherwise = {no for (no,) in connection.execute(query, {"keys": numbers}).fetchall()}
    now = records(connection, sql("outcomes_of", ledger="ops.receipts"), by_number)
    places = _read_otherwise(connection, new) if read_kept else {}
    connection.execute(sql("delete_receipts"), by_number)
    connection.execute(sql("insert_receipts"), by_number)
    then = {row["receipt_no"]: row for row in records(connection, sql("outcomes_of", ledger="ops.receipts"), by_number)}
    return [
        then[row["receipt_no"]] | {"outcome_now": row["outcome"], "tables": places.get(row["submission_id"], [])}
        for row in now
        if row["receipt_no"] in otherwise or (row["outcome"] != "duplicate" and row["submission_id"] in places)
    ]


def _read_otherwise(connection: Connection, new: list[str]) -> dict[str, list[str]]:
    """File -> the tables that hold other rows of it than were kept; what was kept takes their place."""
    places: dict[str, list[str]] = {}
    for table in read_tables(connection):
        columns = ", ".join(_columns(connection, table))
        query = sql("otherwise", table=table, key="submission_id", columns=columns)
        differing = [file for (file,) in connection.execute(query, {"keys": new}).fetchall()]
        for file in differing:
            places.setdefault(file, []).append(table)
        if differing:
            connection.execute(sql("delete_files", table=table), {"files": differing})
            connection.execute(sql("insert_files", table=table), {"files": differing})
    return places


def _columns(connection: Connection, table: str) -> list[str]:
    return [name for name, *_ in connection.execute(sql("columns"), {"relations": [table]}).fetchall()]


def finish(connection: Connection, catalogue: Catalogue) -> None:
    """Everything else of the ledger, as it was kept; and the calendar of today."""
    for table in ledger_tables(connection):
        connection.execute(sql("delete_all", table=table))
        connection.execute(sql("insert_kept", table=table))
    name_cells(connection)
    create_views(connection, catalogue)
    comment(connection, relation_notes(catalogue))
    connection.execute("detach kept")
    connection.execute("checkpoint")


def fill(connection: Connection, file: Path, catalogue: Catalogue) -> None:
    """Copy the warehouse that lies in a file into the open lake, which is empty: all of it, or nothing."""
    connection.execute(sql("attach", file=literal(str(file)), alias="kept", mode="read_only"))
    with transaction(connection):
        connection.execute(sql("copy_database", source="kept"))
        comment(connection, relation_notes(catalogue))
    connection.execute("detach kept")
