"""The warehouse as it stood at a moment: tables that only grow, as far as they had grown, under the same models."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from schemas.declarations import Catalogue
from warehouse.migrate import create_views
from warehouse.models import build, kpi_models
from warehouse.reading import Record, records
from warehouse.store import connected, sql

Connection = duckdb.DuckDBPyConnection

# The tables of which each row has a moment. What belongs to a receipt needs none of its own: it is not
# there before the receipt is.
MOMENTS: Mapping[str, str] = {"ops.receipts": "ingested_at"}


@contextmanager
def as_of(path: Path, moment: datetime, years: Sequence[int], catalogue: Catalogue) -> Iterator[Connection]:
    """A connection that sees the warehouse in the file `path` as of a moment, with the figures of those years.

    Nothing is written to the file. Today's declarations and models are used: they are what the figures of
    then are judged by now. Raises NoWarehouse when there is no file.
    """
    with connected(path, read_only=True) as connection:
        connection.execute(sql("overlay_here"))
        for relation, kind in connection.execute(sql("overlay_relations")).fetchall():
            _lay(connection, relation, kind, moment)
        for name, parameters, body in connection.execute(sql("overlay_macros")).fetchall():
            connection.execute(sql("overlay_macro", macro=name, parameters=", ".join(parameters), body=body))
        create_views(connection, catalogue)
        for model in kpi_models():
            build(connection, model, years)
        yield connection


def _lay(connection: Connection, relation: str, kind: str, moment: datetime) -> None:
    """A table of figures is made empty, to be built; any other is read from the warehouse, as far as it had grown."""
    schema = relation.partition(".")[0]
    connection.execute(sql("overlay_schema", schema=schema))
    if schema == "kpi":
        connection.execute(sql("overlay_empty", table=relation))
    elif relation in MOMENTS:
        column = MOMENTS[relation]
        connection.execute(sql("overlay_since", table=relation, column=column, moment=f"'{moment.isoformat()}'"))
    elif kind == "table":
        connection.execute(sql("overlay_table", table=relation))


def differences(path: Path, year: int, since: datetime, until: datetime, catalogue: Catalogue) -> list[Record]:
    """The cells of the year's appendices that differ between two moments, in the order of the appendices.

    Each: appendix, row, column_name, label, unit, before and after (exact, in the printed unit; None where
    there was no figure), and `receipts`: those that came in between and count, or counted, in the figure.
    """
    cells = {}
    for moment in (since, until):
        with as_of(path, moment, [year], catalogue) as connection:
            cells[moment] = {
                (row["appendix"], row["row"], row["column_name"]): row
                for row in records(connection, sql("appendix_cells"), {"year": year})
            }
            came = records(connection, sql("receipts_between"), {"since": since, "until": until, "year": year})
    before, after = cells[since], cells[until]
    return [
        {key: value for key, value in (after.get(place) or before[place]).items() if key not in ("value", "forms")}
        | {
            "before": before[place]["value"] if place in before else None,
            "after": after[place]["value"] if place in after else None,
            "receipts": [r for r in came if r["form"] in (after.get(place) or before[place])["forms"]],
        }
        for place in sorted({*before, *after})
        if _value(before, place) != _value(after, place)
    ]


def _value(cells: Mapping[tuple[int, int, str], Record], place: tuple[int, int, str]) -> object:
    return cells[place]["value"] if place in cells else None
