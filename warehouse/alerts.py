"""What people are told: what there is to tell, what was told before, and what became of each message."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from schemas.calendar import PROVINCE_TIME
from schemas.catalogue import Catalogue
from warehouse.reading import OWED, Record, figures_changed, last_receipt, outcomes, owed, records, rows_changed
from warehouse.results import broken, open_rules
from warehouse.store import sql
from warehouse.writes import append, transaction

Connection = duckdb.DuckDBPyConnection
# A message that could not be sent for a week is no news any more; the digests since tell what still holds.
_NEWS = timedelta(days=7)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_MOMENT = pl.Datetime("us", PROVINCE_TIME.key)
_ALERTS: dict[str, Any] = {
    "alert_no": pl.Int64,
    "kind": pl.String,
    "noted_at": _MOMENT,
    "matters": pl.List(pl.String),
    "channels": pl.List(pl.String),
    "through_no": pl.Int64,
    "publication_no": pl.Int64,
    "message": pl.String,
}
_SENDS: dict[str, Any] = {
    "alert_no": pl.Int64,
    "channel": pl.String,
    "tried_at": _MOMENT,
    "outcome": pl.String,
    "detail": pl.String,
}


@dataclass(frozen=True)
class Draft:
    """A message that is not noted yet: the matters that it tells of, its subject, and what it says as JSON takes it."""

    kind: str
    matters: tuple[str, ...]
    subject: str
    facts: Record


@dataclass(frozen=True)
class Standing:
    """What there is to tell, as the warehouse has it.

    `since`: the last digest (alert_no, noted_at, through_no, publication_no), or where the first one begins, with
    None for its moment. `receipts`, `changes`, `rows`: as of `outcomes`, `figures_changed` and `rows_changed` of
    `reading`, since then; `failures`: those noted since then. `missing`, `missing_years`: as of `reading.owed`.
    `broken`: as of `results.broken`; `open_rules`: as of `results.open_rules`; `warnings`: those that contradict.
    `told`: every matter noted before.
    """

    since: Record
    through_no: int
    publication: Record | None
    receipts: list[Record]
    changes: list[Record]
    rows: list[Record]
    failures: list[Record]
    missing: list[Record]
    missing_years: list[Record]
    broken: list[Record]
    open_rules: list[Record]
    warnings: list[Record]
    told: frozenset[str]


def standing(connection: Connection, catalogue: Catalogue, published: int) -> Standing:
    """Read what there is to tell; `published`: the number of the publication that readers have, 0 for none."""
    publications = records(connection, sql("publications_through"), {"number": published})
    since = _since(connection, publications)
    changed = figures_changed(connection, since["publication_no"])
    overdue = owed(connection)
    return Standing(
        since=since,
        through_no=last_receipt(connection),
        publication=publications[0] if publications else None,
        receipts=outcomes(connection, since["through_no"], returns=OWED),
        changes=[each for each in changed if each["publication_no"] <= published],
        rows=rows_changed(connection, since["publication_no"], published),
        failures=[each for alert in _failed(connection, since) for each in alert["facts"]["failures"]],
        missing=overdue["missing"],
        missing_years=overdue["missing_years"],
        broken=broken(connection),
        open_rules=[row for row in open_rules(connection) if row["rule"] in catalogue.rules],
        warnings=records(connection, sql("contradicting_warnings"), {"checks": list(catalogue.alerts.contradictions)}),
        told=frozenset(row["matter"] for row in records(connection, sql("told_matters"))),
    )


def _since(connection: Connection, publications: list[Record]) -> Record:
    """Where the next digest begins; the first one where the publication before the last ended."""
    last = records(connection, sql("last_digest"))
    if last:
        return last[0]
    before = publications[1] if len(publications) > 1 else {"through_no": 0, "publication_no": 0}
    return {"alert_no": 0, "noted_at": None} | {name: before[name] for name in ("through_no", "publication_no")}


def _failed(connection: Connection, since: Record) -> list[Record]:
    asked: dict[str, object] = {"since": since["noted_at"] or _LONG_AGO, "kind": "night_failed"}
    return [_message(row) for row in records(connection, sql("alerts_since"), asked)]


def note(
    connection: Connection, drafts: Sequence[Draft], channels: Sequence[str], found: Standing, now: datetime
) -> None:
    """Note messages, all or none; each is owed by the channels that are set up now."""
    row = connection.execute(sql("last_alert")).fetchone()
    first = int(row[0]) + 1 if row else 1
    publication_no = found.publication["publication_no"] if found.publication else 0
    shared = {"noted_at": now, "channels": list(channels), "through_no": found.through_no}
    rows = [
        shared
        | {"alert_no": number, "kind": draft.kind, "matters": list(draft.matters), "publication_no": publication_no}
        | {"message": json.dumps({"subject": draft.subject, "facts": draft.facts}, ensure_ascii=False)}
        for number, draft in enumerate(drafts, start=first)
    ]
    with transaction(connection):
        append(connection, "ops.alerts", pl.DataFrame(rows, schema=_ALERTS))


def recent(connection: Connection, now: datetime) -> list[Record]:
    """The messages of the last week, the oldest first: alert_no, kind, noted_at, subject, facts."""
    asked: dict[str, object] = {"since": now - _NEWS, "kind": None}
    return [_message(row) for row in records(connection, sql("alerts_since"), asked)]


def unsent(connection: Connection, now: datetime) -> list[Record]:
    """What channels still owe of the last week: messages as of `recent`, each with `channel` and the last `detail`."""
    found = records(connection, sql("unsent_alerts"), {"since": now - _NEWS})
    return [_message(row) | {"channel": row["channel"], "detail": row["detail"]} for row in found]


def last_digest(connection: Connection) -> Record | None:
    """The newest digest, as of `recent`; None before the first night."""
    found = records(connection, sql("newest_alert"), {"kind": "digest"})
    return _message(found[0]) if found else None


def record_send(connection: Connection, alert_no: int, channel: str, now: datetime, outcome: str, detail: str) -> None:
    """Note that a message was sent, or why it was not (`outcome` sent or failed)."""
    row = {"alert_no": alert_no, "channel": channel, "tried_at": now, "outcome": outcome, "detail": detail or None}
    with transaction(connection):
        append(connection, "ops.alert_sends", pl.DataFrame([row], schema=_SENDS))


def _message(row: Record) -> Record:
    said: Record = json.loads(row["message"])
    return {name: row[name] for name in ("alert_no", "kind", "noted_at")} | said
