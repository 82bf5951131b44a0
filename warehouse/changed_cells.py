"""The cells that corrections change, and the rows that they lose."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.exchange import CARRIED_KEY
from warehouse.store import sql

Connection = duckdb.DuckDBPyConnection
Event = dict[str, Any]

_CARRIED = "carried"
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


def kept_in(form: str | None, catalogue: Catalogue) -> str | None:
    """The table of a form's rows; the formats of exchange, which carry the same values, have one."""
    return _CARRIED if form in catalogue.exchange.forms else form


def has_cells(form: str, catalogue: Catalogue) -> bool:
    """Whether returns of a form are compared cell by cell: not item-level ones."""
    return form in catalogue.forms or form in catalogue.exchange.forms


def changed_cells(connection: Connection, pairs: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """What each submission of `pairs` (submission_id, corrects, form) changed: the columns of ops.changed_cells."""
    frames = [pl.DataFrame(schema=_CELLS)]
    for code in pairs["form"].unique(maintain_order=True):
        key, measures = CARRIED_KEY, ["value"]
        if form := catalogue.forms.get(code):
            key, measures = form.key, [column.name for column in form.having("measure")]
        table = f"core.{kept_in(code, catalogue)}"
        connection.register("pairs", pairs.filter(form=code))
        query = sql("changed_cells", table=table, keys=", ".join(key), measures=", ".join(measures))
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
    changed = [event for event in changed if has_cells(event["form"], catalogue)]
    chains = [(event, list(_older(event, links, catalogue))) for event in changed]
    told = {event["submission_id"]: set[str]() for event in changed}
    for submission_id, key in cells.filter(change="dropped").select("submission_id", "key").iter_rows():
        told.setdefault(submission_id, set()).add(key)
    found: dict[str, list[tuple[Event, pl.DataFrame]]] = {}
    # All first links at once, then all second ones: a night may hold a hundred files for one return.
    for depth in range(max((len(chain) for _, chain in chains), default=0)):
        step = [(event, chain[depth]) for event, chain in chains if len(chain) > depth]
        lost = _lost(connection, step, catalogue)
        for event, older in step:
            each = lost.get((event["submission_id"],), cells.clear())
            fresh = each.filter(~pl.col("key").is_in(list(told[event["submission_id"]])))
            told[event["submission_id"]] |= set(each["key"])
            if fresh.height:
                named = event | {"precedent_file": older["precedent_file"]}
                found.setdefault(event["submission_id"], []).append((named, fresh))
    for event in changed:
        yield from found.get(event["submission_id"], ())


def _lost(
    connection: Connection, step: Sequence[tuple[Event, Event]], catalogue: Catalogue
) -> dict[tuple[object, ...], pl.DataFrame]:
    """Submission -> the cells that it lacks of what an older link of its chain corrected."""
    pairs = pl.DataFrame(
        [(event["submission_id"], older["precedent"], event["form"]) for event, older in step],
        schema=dict.fromkeys(("submission_id", "corrects", "form"), pl.String),
        orient="row",
    )
    lost = changed_cells(connection, pairs, catalogue).filter(change="dropped")
    return lost.partition_by("submission_id", as_dict=True)


def _older(event: Event, links: Mapping[str, Event], catalogue: Catalogue) -> Iterator[Event]:
    """The links before an event's own, back to the first that a publication held; those in its own layout alone."""
    link, table = event, kept_in(event["form"], catalogue)
    while link["unpublished"]:
        link = links.get(link["precedent"], {"unpublished": False, "precedent": None})
        if link["precedent"] is None or link.get("precedent_outcome") == "withdrawal":
            return
        if kept_in(link["precedent_form"], catalogue) == table:
            yield link
