"""What new submissions mean for the returns that are already in: corrections, the same again, withdrawals.

The outcomes are listed in docs/corrections.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.exchange import CARRIED_KEY
from warehouse.changed_cells import changed_cells, dropped, dropped_before, has_cells, kept_in
from warehouse.store import sql

Connection = duckdb.DuckDBPyConnection
Event = dict[str, Any]
Counts = dict[str, int]

_FINDING = (
    *("submission_id", "sheet", "cell", "column_name", "value"),
    *("check_name", "message_vi", "message_en", "own_words"),
)
_CHAIN = ("submission_id", "corrects", "reason_code", "reason")
_TOLD_ROWS = 20


@dataclass(frozen=True)
class Compared:
    """The ledger with its final outcomes, further findings, the links of the chains and the cells that changed.

    Columns: those of ops.receipts (without its number), ops.rejections, ops.warnings, ops.chain, ops.changed_cells.
    """

    ledger: pl.DataFrame
    rejections: pl.DataFrame
    warnings: pl.DataFrame
    chain: pl.DataFrame
    cells: pl.DataFrame


def compare(connection: Connection, ledger: pl.DataFrame, catalogue: Catalogue) -> Compared:
    """Compare each new submission with the one that stood for its return just before it.

    The rows of `ledger` (in order of receipt) are in their tables already, the ledger itself is not.
    """
    events = _events(connection, ledger)
    corrections = [e for e in events if e["outcome"] != "withdrawal" and _follows(e)]
    alike = [e for e in corrections if _is_compared(e, catalogue)]
    pairs = pl.DataFrame(
        [(e["submission_id"], e["precedent"], e["form"]) for e in alike],
        schema={"submission_id": pl.String, "corrects": pl.String, "form": pl.String},
        orient="row",
    )
    cells = changed_cells(connection, pairs, catalogue)
    counts = _counts(cells)
    otherwise = _said_otherwise(connection, pairs)
    same = [e for e in alike if e["submission_id"] not in counts and e["submission_id"] not in otherwise]
    void = [e for e in events if e["outcome"] == "withdrawal" and not _follows(e)]
    counting = _counting(same)
    # What came between and was refused as no change was never corrected.
    corrections = [e | counting.get(e["precedent"], {}) for e in corrections]
    unchanged = {e["submission_id"] for e in same}
    same = [e for e in corrections if e["submission_id"] in unchanged]
    changed = [e for e in corrections if e["submission_id"] not in unchanged]
    lost = [*dropped(changed, cells), *dropped_before(connection, changed, events, cells, catalogue)]
    outcomes = {e["submission_id"]: "no_change" for e in same} | {e["submission_id"]: "rejected" for e in void}
    return Compared(
        ledger=_with_outcomes(ledger, outcomes),
        rejections=_frame([_finding(e, "nothing_to_withdraw", catalogue) for e in void], _FINDING),
        warnings=_frame(list(_warnings(same, changed, lost, catalogue)), _FINDING),
        chain=_frame([_link(e, counts, otherwise, catalogue) for e in changed], _CHAIN),
        cells=cells,
    )


def exceeded(connection: Connection, ledger: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The warnings for new submissions after which a later return states less for the year than the periods before it.

    Columns: those of ops.warnings. Runs after the ledger is in its table. The year's sum stays what the later
    return states, so no published year is wrong; which of the two files is, only their sender knows.
    """
    if not connection.execute(sql("first_stated")).fetchone():
        return _frame([], _FINDING)
    connection.register("new_rows", ledger)
    found = connection.execute(sql("fallen_below")).pl()
    connection.unregister("new_rows")
    returns = found.partition_by("submission_id", "receipt_no", maintain_order=True)
    return _frame([_exceeded(each.to_dicts(), catalogue) for each in returns], _FINDING)


def outranked(connection: Connection, ledger: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The warnings for new plans whose targets do not count, since another's decision is newer than theirs.

    Columns: those of ops.warnings. Runs after the ledger is in its table.
    """
    connection.register("new_rows", ledger)
    found = connection.execute(sql("outranked")).pl()
    connection.unregister("new_rows")
    return _frame([_outranked(each, catalogue) for each in found.to_dicts()], _FINDING)


def _outranked(plan: Event, catalogue: Catalogue) -> Event:
    words = {"other_number": plan["other_number"], "other_date": f"{plan['other_date']:%d/%m/%Y}"}
    words |= {"number": f"{plan['other_no']:06d}", "other": plan["other_file"]}
    if plan["decision_date"] is None:
        return _finding(plan, "plan_without_day", catalogue, **words)
    own = {"own_number": plan["decision_number"], "own_date": f"{plan['decision_date']:%d/%m/%Y}"}
    return _finding(plan, "plan_outranked", catalogue, **words, **own)


def _exceeded(cells: list[Event], catalogue: Catalogue) -> Event:
    places = [f"{c['sheet']}!{c['cell']} ({_plain(c['stated'])} < {_plain(c['before'])})" for c in cells]
    first = cells[0]
    words = {"other": first["file_name"], "number": str(first["receipt_no"]), "period": first["period"]}
    return _finding(first, "cumulative_exceeded", catalogue, places=_told(places), **words)


def _plain(value: Decimal) -> str:
    """The number in base units, to its last digit."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _told(places: Sequence[str]) -> str:
    return "; ".join(places[:_TOLD_ROWS]) + (" …" if len(places) > _TOLD_ROWS else "")


def _events(connection: Connection, ledger: pl.DataFrame) -> list[Event]:
    """The new submissions that count or withdraw, in order, each with what stood before it."""
    connection.register("new_rows", ledger.with_row_index("place", offset=1))
    found = connection.execute(sql("precedents")).pl().to_dicts()
    connection.unregister("new_rows")
    return found


def _follows(event: Event) -> bool:
    """Whether something stood for the return when the submission came."""
    return event["precedent"] is not None and event["precedent_outcome"] != "withdrawal"


def _relaid(event: Event, catalogue: Catalogue) -> bool:
    """Whether it is in another layout than what it corrects: then no cell of the one is a cell of the other."""
    return kept_in(event["form"], catalogue) != kept_in(event["precedent_form"], catalogue)


def _is_compared(event: Event, catalogue: Catalogue) -> bool:
    """Whether it is told cell by cell what it changes: not of item-level returns, and not between layouts."""
    return has_cells(event["form"], catalogue) and not _relaid(event, catalogue)


def _said_otherwise(connection: Connection, pairs: pl.DataFrame) -> dict[str, bool]:
    """The submissions that say something else beside their figures; whether they state others for the year so far."""
    if not pairs.height:
        return {}
    connection.register("pairs", pairs)
    found = connection.execute(sql("said_otherwise", carried_key=", ".join(CARRIED_KEY))).fetchall()
    connection.unregister("pairs")
    return dict(found)


def _counts(cells: pl.DataFrame) -> dict[str, Counts]:
    """Submission -> cells changed, rows added, rows dropped; only those that changed something."""
    numbered = cells.group_by("submission_id").agg(
        pl.col("key").filter(pl.col("change") == "changed").len().alias("changed"),
        pl.col("key").filter(pl.col("change") == "added").n_unique().alias("added"),
        pl.col("key").filter(pl.col("change") == "dropped").n_unique().alias("dropped"),
    )
    return {row.pop("submission_id"): row for row in numbered.to_dicts()}


def _counting(same: Sequence[Event]) -> dict[str, Event]:
    """A submission refused as no change -> what goes on counting in its place, as the precedent of what follows."""
    counting: dict[str, Event] = {}
    for event in same:
        stood = {name: event[name] for name in ("precedent", "precedent_file", "unpublished")}
        counting[event["submission_id"]] = counting.get(event["precedent"], stood)
    return counting


def _with_outcomes(ledger: pl.DataFrame, outcomes: dict[str, str]) -> pl.DataFrame:
    """The ledger with these outcomes; a duplicate in it has the hash of another row and keeps its own."""
    final = pl.col("submission_id").replace_strict(outcomes, default=None, return_dtype=pl.String)
    known = pl.when(pl.col("outcome") != "duplicate").then(final)
    return ledger.with_columns(outcome=pl.coalesce(known, pl.col("outcome")))


def _link(event: Event, counts: Mapping[str, Counts], otherwise: Mapping[str, bool], catalogue: Catalogue) -> Event:
    """A link of the chain. The reason is the sender's; where none is stated it follows from what changed."""
    stated, submission_id = event["reason"], event["submission_id"]
    inferred = _inferred(counts.get(submission_id, {}), restates=otherwise.get(submission_id, False))
    inferred = "relaid" if _relaid(event, catalogue) else inferred
    return {
        "submission_id": submission_id,
        "corrects": event["precedent"],
        "reason_code": catalogue.reason(stated) if stated else inferred,
        "reason": stated,
    }


def _inferred(counts: Counts, *, restates: bool) -> str:
    named = {"revises": "changed", "reduces": "dropped", "completes": "added"}
    return next((code for code, count in named.items() if counts.get(count)), "restates" if restates else "mends")


def _warnings(
    same: Sequence[Event], changed: Sequence[Event], lost: Sequence[tuple[Event, pl.DataFrame]], catalogue: Catalogue
) -> Iterator[Event]:
    for event in same:
        yield _finding(event, "no_change", catalogue, other=event["precedent_file"])
    for event in changed:
        if event["unpublished"]:
            yield _finding(event, "same_night", catalogue, other=event["precedent_file"])
    for event, rows in lost:
        places = _places(rows)
        words = {"count": str(len(places)), "rows": _told(places), "other": event["precedent_file"]}
        yield _finding(event, "rows_dropped", catalogue, **words)


def _places(dropped: pl.DataFrame) -> list[str]:
    """The rows of the corrected file that are lost, as `sheet!row`."""
    rows = dropped.select("sheet", "row").unique(maintain_order=True).rows()
    return [f"{sheet}!{row}" for sheet, row in rows]


def _finding(event: Event, check: str, catalogue: Catalogue, **words: str) -> Event:
    message = catalogue.messages[check]
    return dict.fromkeys(_FINDING) | {
        "submission_id": event["submission_id"],
        "check_name": check,
        "message_vi": message.vi.format(**words),
        "message_en": message.en.format(**words),
        "own_words": message.own_words(words),
    }


def _frame(records: list[Event], names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(records, schema=dict.fromkeys(names, pl.String), orient="row")
