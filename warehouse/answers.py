"""Which receipts wait for an answer, and everything that an answer says."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.records import Form
from warehouse.reading import Record, records
from warehouse.store import sql
from warehouse.writes import append, transaction

Connection = duckdb.DuckDBPyConnection


def unanswered(connection: Connection, catalogue: Catalogue, most: int) -> list[Record]:
    """The oldest receipts without an answer, `most` of them at most; empty when everyone is answered.

    Each with its `rejections`, its `warnings`, the receipt that it replaced or repeats (`earlier_…`), what was inside
    an archive (`members`), and its `totals`: column, item (the code of the row, where the unit depends on it), unit
    (base) and total (decimal).
    """
    found = records(connection, sql("unanswered"), {"most": most})
    new = [receipt for receipt in found if receipt["outcome"] != "duplicate"]
    files = [receipt["submission_id"] for receipt in new]
    rejections, warnings = (
        _by_file(records(connection, sql("findings_of", table=f"ops.{name}"), {"files": files}))
        for name in ("rejections", "warnings")
    )
    totals = _by_file(_totals(connection, new, catalogue))
    inside = _members(connection, found)
    for receipt in found:
        receipt["members"] = inside.get(receipt["receipt_no"], [])
        key = receipt["submission_id"] if receipt["outcome"] != "duplicate" else None
        receipt["rejections"] = rejections.get(key, [])
        receipt["warnings"] = warnings.get(key, [])
        receipt["totals"] = totals.get(key, [])
    return found


def _by_file(found: Sequence[Record]) -> Mapping[str | None, list[Record]]:
    by_file: dict[str | None, list[Record]] = {}
    for record in found:
        by_file.setdefault(record["submission_id"], []).append(record)
    return by_file


def _members(connection: Connection, receipts: Sequence[Record]) -> Mapping[int, list[Record]]:
    """Receipt number of an archive -> the receipts of what was inside: member_no, member, outcome."""
    archives = [receipt["receipt_no"] for receipt in receipts if receipt["outcome"] == "unpacked"]
    inside: dict[int, list[Record]] = {}
    for member in records(connection, sql("members_of"), {"archives": archives}) if archives else ():
        inside.setdefault(member["receipt_no"], []).append(member)
    return inside


def _totals(connection: Connection, receipts: Sequence[Record], catalogue: Catalogue) -> list[Record]:
    wanted: dict[str, list[str]] = {}
    for receipt in receipts:
        if receipt["rows_accepted"] and catalogue.form(receipt["form"]):
            wanted.setdefault(receipt["form"], []).append(receipt["submission_id"])
    return [
        total
        for code, files in wanted.items()
        if (form := catalogue.form(code))
        for total in _form_totals(connection, form, files, catalogue)
    ]


def _form_totals(connection: Connection, form: Form, files: list[str], catalogue: Catalogue) -> Iterator[Record]:
    if form.having("breakdown"):
        return  # A total may stand beside its parts, and years beside years: they add up to nothing.
    table = f"core.{form.code}"
    for column in form.having("measure"):
        if column.unit and not catalogue.units[column.unit].additive:
            continue
        if column.unit and len({indicator.unit for indicator in catalogue.sourced(form.code, column.name)}) > 1:
            continue  # Kilograms and copies in one column come to nothing.
        known: Record = {"column": column.name, "item": None}
        if column.unit_column is None:
            known["unit"] = catalogue.units[column.unit or ""].base
            query = sql("column_totals", table=table, column=column.name)
        else:
            query = sql("item_totals", table=table, column=column.name, code=form.key[0], unit=column.unit_column)
        yield from (known | row for row in records(connection, query, {"files": files}))


def record(connection: Connection, paths: Mapping[int, str]) -> None:
    """Note which receipts are answered: number of the receipt -> path in the outbox."""
    frame = pl.DataFrame({"receipt_no": list(paths), "path": list(paths.values())})
    with transaction(connection):
        append(connection, "ops.answers", frame, query="insert_answers")
