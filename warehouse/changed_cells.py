"""The cells that corrections change, and the rows that they lose."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from warehouse.store import sql

Connection = duckdb.DuckDBPyConnection
Event = dict[str, Any]

_CELLS: dict[str, pl.DataType | type[pl.DataType]] = {
    "submission_id": pl.String,
    "change": pl.String,
    "key": pl.String,
    "column_name": pl.String,
    "sheet": pl.String,
    "row": pl.Int32,
    "before": pl.Decimal(28, 6),
    "after": pl.Decimal(28, 6),
}


def changed_cells(connection: Connection, pairs: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """What each submission of `pairs` (submission_id, corrects, form) changed: the columns of ops.changed_cells."""
    frames = [pl.DataFrame(schema=_CELLS)]
    for code in pairs["form"].unique(maintain_order=True):
        form = catalogue.forms[code]
        measures = ", ".join(column.name for column in form.having("measure"))
        connection.register("pairs", pairs.filter(form=code))
        query = sql("changed_cells", table=f"core.{code}", keys=", ".join(form.key), measures=measures)
        frames.append(connection.execute(query).pl().select(pl.col(name).cast(kind) for name, kind in _CELLS.items()))
        connection.unregister("pairs")
    return pl.concat(frames)


def dropped(corrections: Sequence[Event], cells: pl.DataFrame) -> list[tuple[Event, pl.DataFrame]]:
    """The corrections that lost rows of what they correct, each with the cells of those rows."""
    lost = cells.filter(pl.col("change") == "dropped").partition_by("submission_id", as_dict=True)
    return [(e, lost[(e["submission_id"],)]) for e in corrections if (e["submission_id"],) in lost]


def dropped_before(
    connection: Connection, changed: Sequence[Event], events: Sequence[Event], cells: pl.DataFrame, catalogue: Catalogue
) -> Iterator[tuple[Event, pl.DataFrame]]:
    """The rows that a correction lacks and that an earlier, unpublished one had lost, told of the file that had them.

    Else the warning would be gone with the file that it was told of, while readers still have the row.
    """
    if not any(event["unpublished"] for event in changed):
        return
    stored = connection.execute(sql("unpublished_links")).pl().to_dicts()
    links = {link["submission_id"]: link for link in (*stored, *events)}
    for event in (each for each in changed if each["form"] in catalogue.forms):
        told = set(cells.filter(submission_id=event["submission_id"], change="dropped")["key"])
        for older in _older(event, links):
            pair = pl.DataFrame([{name: event[name] for name in ("submission_id", "form")}])
            pair = pair.with_columns(corrects=pl.lit(older["precedent"]))
            lost = changed_cells(connection, pair, catalogue).filter(change="dropped")
            fresh = lost.filter(~pl.col("key").is_in(list(told)))
            told |= set(lost["key"])
            if fresh.height:
                yield event | {"precedent_file": older["precedent_file"]}, fresh


def _older(event: Event, links: Mapping[str, Event]) -> Iterator[Event]:
    """The links before an event's own, back to the first that a publication held; those in its own layout alone."""
    link = event
    while link["unpublished"]:
        link = links.get(link["precedent"], {"unpublished": False, "precedent": None})
        if link["precedent"] is None or link.get("precedent_outcome") == "withdrawal":
            return
        if link["precedent_form"] == event["form"]:
            yield link
