"""The warehouse as it stood at a moment: tables that only grow, as far as they had grown, under the same models."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from warehouse.migrate import create_views
from warehouse.models import build, kpi_models
from warehouse.reading import Record, records
from warehouse.store import connected, literal, sql

Connection = duckdb.DuckDBPyConnection
Place = tuple[int, int, str]

# The tables of which each row has a moment. What belongs to a receipt needs none of its own: it is not
# there before the receipt is.
MOMENTS: Mapping[str, str] = {
    "ops.receipts": "ingested_at",
    "ops.decisions": "decided_at",
    "ops.chain": "linked_at",
    "ops.figure_changes": "published_at",
    "ops.publications": "published_at",
}

_PLACE = ("appendix", "row", "column_name", "label", "unit")
_RETURNS = ("returns_expected", "returns_received", "returns_in_part", "returns_missing", "through_period")


@contextmanager
def as_of(path: Path, moment: datetime, years: Sequence[int], catalogue: Catalogue) -> Iterator[Connection]:
    """A connection that sees the warehouse in the file `path` as of a moment, with the figures of those years.

    Nothing is written to the file. Today's declarations and models are used: they are what the figures of
    then are judged by now. Raises NoWarehouse when there is no file.
    """
    with connected(path, read_only=True) as connection:
        connection.execute(sql("overlay_here"))
        for (table,) in connection.execute(sql("overlay_tables")).fetchall():
            _lay(connection, table, moment)
        for name, parameters, body in connection.execute(sql("overlay_macros")).fetchall():
            connection.execute(sql("overlay_macro", macro=name, parameters=", ".join(parameters), body=body))
        day = moment.astimezone(PROVINCE_TIME).date()
        create_views(connection, catalogue, today=f"date {literal(day.isoformat())}")
        for model in kpi_models():
            build(connection, model, years)
        yield connection


def _lay(connection: Connection, table: str, moment: datetime) -> None:
    """A table that models write is made empty, to be built; any other is read as far as it had grown."""
    schema = table.partition(".")[0]
    connection.execute(sql("overlay_schema", schema=schema))
    if schema == "kpi" or table == "ops.model_builds":
        connection.execute(sql("overlay_empty", table=table))
    elif table in MOMENTS:
        until = literal(moment.isoformat())
        connection.execute(sql("overlay_until", table=table, column=MOMENTS[table], moment=until))
    else:
        connection.execute(sql("overlay_table", table=table))


def differences(path: Path, year: int, since: datetime, until: datetime, catalogue: Catalogue) -> list[Record]:
    """The cells of the year's appendices that differ between two moments, in the order of the appendices.

    Each: appendix, row, column_name, label, unit, before and after (exact, in the printed unit; None where
    there was no figure), before_incomplete and after_incomplete (how many returns the figure rests on, where they
    were not all in, else None), and `receipts`: those that came in between and count, or counted, in the figure.
    """
    with as_of(path, since, [year], catalogue) as connection:
        before = _cells(connection, year)
    with as_of(path, until, [year], catalogue) as connection:
        after = _cells(connection, year)
        came = records(connection, sql("receipts_between"), {"since": since, "until": until, "year": year})
    return [
        {key: value for key, value in (after.get(place) or before[place]).items() if key in _PLACE}
        | {
            "before": before[place]["value"] if place in before else None,
            "after": after[place]["value"] if place in after else None,
            "before_incomplete": _returns(before, place),
            "after_incomplete": _returns(after, place),
            "receipts": [r for r in came if r["form"] in (after.get(place) or before[place])["forms"]],
        }
        for place in sorted({*before, *after})
        if _value(before, place) != _value(after, place)
    ]


def _cells(connection: Connection, year: int) -> dict[Place, Record]:
    found = records(connection, sql("appendix_cells"), {"year": year})
    return {(row["appendix"], row["row"], row["column_name"]): row for row in found}


def _returns(cells: Mapping[Place, Record], place: Place) -> Record | None:
    cell = cells.get(place)
    return {name: cell[name] for name in _RETURNS} if cell and cell["incomplete"] else None


def _value(cells: Mapping[Place, Record], place: Place) -> object:
    return cells[place]["value"] if place in cells else None
