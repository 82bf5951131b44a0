"""What stewards decide: to settle findings, to withdraw a submission, to waive a rule, and to undo any of these.

The table only grows.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from schemas.catalogue import Catalogue
from schemas.statuses import STATUSES
from warehouse.reading import Record, records
from warehouse.store import sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection
_COUNTING = ("accepted", "accepted_with_rejections")


class CannotDecide(ValueError):
    """A decision that would mean nothing; the message says why, in Vietnamese, and what to do."""


@dataclass(frozen=True)
class Ask:
    """What a steward asks for, with the person's name and the reason in their words."""

    by: str
    reason: str
    sheet: str | None = None
    cell: str | None = None
    until: date | None = None
    year: int | None = None


def settle(connection: Connection, catalogue: Catalogue, receipt_no: int, ask: Ask, today: date) -> Record:
    """Settle the findings of a receipt, or those at one cell; with an end date it is a waiver up to that day.

    Raises CannotDecide when there is no such finding, it is settled as long already, or the end date has passed.
    """
    _receipt(connection, catalogue, receipt_no)
    _not_over(catalogue, ask.until, today)
    cell = ask.cell.strip().upper() if ask.cell else None
    about: dict[str, object] = {"receipt_no": receipt_no, "sheet": ask.sheet, "cell": cell}
    found = records(connection, sql("findings_at"), about)
    sheets = [row["sheet"] for row in found]
    if not sheets:
        told = "".join(f" ({part})" for part in (ask.sheet, cell) if part)
        raise _cannot(catalogue, "no_such_finding", number=receipt_no, place=told)
    if cell and len(sheets) > 1:
        raise _cannot(catalogue, "several_sheets", cell=cell, sheets=", ".join(map(str, sheets)))
    kind = "waive" if ask.until else "settle"
    place = {"sheet": sheets[0], "cell": cell} if cell else {}
    settled = _settled(connection, receipt_no, place.get("cell"), place.get("sheet"), ask.until)
    if settled:
        raise _cannot(catalogue, "already_settled", number=settled)
    return _record(connection, catalogue, ask, kind=kind, receipt_no=receipt_no, **place)


def _settled(
    connection: Connection, receipt_no: int, cell: str | None, sheet: str | None, until: date | None
) -> int | None:
    """The decision that settles the same place as long or longer already."""
    about = {"receipt_no": receipt_no, "cell": cell, "sheet": sheet}
    for each in decisions(connection):
        same = each["in_force"] and each["kind"] in ("settle", "waive") and about.items() <= each.items()
        longer = each["valid_until"] is None or (until is not None and until <= each["valid_until"])
        if same and longer:
            return int(each["decision_no"])
    return None


def withdraw(
    connection: Connection, catalogue: Catalogue, receipt_no: int, ask: Ask, *, previous_counts: bool
) -> Record:
    """Withdraw the submission that counts for its return, which then has none.

    With `previous_counts` the one that it corrected counts again. A sender's own withdrawal is withdrawn
    the same way: then what it took back counts again. Raises CannotDecide for a receipt that has no effect now.
    """
    receipt = _receipt(connection, catalogue, receipt_no)
    if receipt["status"] not in (*_COUNTING, "withdrawal") or receipt["newer_no"]:
        raise _cannot(catalogue, "not_counting", number=receipt_no, status=STATUSES[receipt["status"]])
    if previous_counts and not receipt["precedent_no"]:
        raise _cannot(catalogue, "no_precedent", number=receipt_no)
    kind = "withdraw_correction" if previous_counts else "withdraw"
    return _record(connection, catalogue, ask, kind=kind, receipt_no=receipt_no)


def waive(connection: Connection, catalogue: Catalogue, rule: str, ask: Ask, today: date) -> Record:
    """Waive a rule for the year up to a day: while that holds, the rule does not hold back publication for its sake.

    Raises CannotDecide for an unknown rule, without year or day, when the day has passed, or when the rule was
    not broken in that year when it was last judged.
    """
    if rule not in catalogue.rules:
        raise _cannot(catalogue, "no_such_rule", rule=rule)
    if ask.year is None or ask.until is None:
        raise _cannot(catalogue, "waiver_incomplete")
    _not_over(catalogue, ask.until, today)
    if (rule, ask.year) not in {(each["rule"], each["year"]) for each in records(connection, sql("broken_rules"))}:
        raise _cannot(catalogue, "rule_holds", rule=rule, year=ask.year)
    return _record(connection, catalogue, ask, kind="waive_rule", rule=rule, year=ask.year)


def waivers(connection: Connection, *, over: bool = False) -> dict[str, dict[int, Record]]:
    """Rule -> year -> the decision by which the rule need not hold for that year today, the longest of several.

    `over`: instead those whose last day has passed.
    """
    found: dict[str, dict[int, Record]] = {}
    for decision in sorted(decisions(connection), key=lambda each: each["valid_until"] or date.min):
        standing = decision["undone_by"] is None and decision["in_force"] is not over
        if decision["kind"] == "waive_rule" and standing:
            found.setdefault(decision["rule"], {})[decision["year"]] = decision
    return found


def undo(connection: Connection, catalogue: Catalogue, decision_no: int, ask: Ask) -> Record:
    """Undo a decision: what it was about stands as before it. Raises CannotDecide when that means nothing."""
    known = {row["decision_no"]: row for row in decisions(connection)}
    if decision_no not in known:
        raise _cannot(catalogue, "no_such_decision", number=decision_no)
    decision = known[decision_no]
    if decision["kind"] == "undo":
        raise _cannot(catalogue, "undo_of_undo", number=decision_no)
    if decision["undone_by"]:
        raise _cannot(catalogue, "already_undone", number=decision_no, other=decision["undone_by"])
    if decision["kind"].startswith("withdraw"):
        newer = _receipt(connection, catalogue, decision["receipt_no"])["newer_no"]
        if newer:
            raise _cannot(catalogue, "moved_on", number=decision_no, other=newer)
    about = {name: decision[name] for name in ("receipt_no", "sheet", "cell", "rule", "year")}
    return _record(connection, catalogue, ask, kind="undo", undoes=decision_no, **about)


def decisions(connection: Connection) -> list[Record]:
    """Every decision, in order, with the file it is about and the decision that undid it, if any."""
    return records(connection, sql("decisions"))


def is_waiver(connection: Connection, decision_no: int) -> bool:
    """Whether a decision is about a rule, and not about what somebody sent."""
    return any(each["decision_no"] == decision_no and each["rule"] for each in decisions(connection))


def _receipt(connection: Connection, catalogue: Catalogue, receipt_no: int) -> Record:
    """The receipt as it stands, with the newer and the older submission of its return, if any."""
    found = records(connection, sql("receipt_standing"), {"receipt_no": receipt_no})
    if not found:
        raise _cannot(catalogue, "no_such_receipt", number=receipt_no)
    return found[0]


def _not_over(catalogue: Catalogue, until: date | None, today: date) -> None:
    if until is not None and until < today:
        raise _cannot(catalogue, "until_in_the_past", day=f"{until:%d/%m/%Y}")


def _record(connection: Connection, catalogue: Catalogue, ask: Ask, **about: Any) -> Record:
    row = dict.fromkeys(("receipt_no", "sheet", "cell", "rule", "year", "undoes")) | {"until": ask.until} | about
    row |= {"by": ask.by, "reason": ask.reason, "reason_code": catalogue.reason(ask.reason)}
    if row["kind"] not in ("waive", "waive_rule"):
        row["until"] = None
    with transaction(connection):
        connection.execute(sql("record_decision"), row)
    return decisions(connection)[-1]


def _cannot(catalogue: Catalogue, message: str, **words: object) -> CannotDecide:
    return CannotDecide(catalogue.messages[message].vi.format(**words))
