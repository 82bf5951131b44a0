"""Item-level returns: DuckDB reads the file itself, checks each row as it comes and keeps it at the place of its line.

The table of a form (`items.<form>_lines`) is only ever added to, so the place of a row in it (`rowid`) says its line,
given where its load begins (`items.loads`). Rows that do not pass stay in it, with their text in `raw`.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.items import CSV, FIRST_LINE, SEPARATOR, ItemFile, Lines, Quarantined, Refused, Staged
from schemas.limits import Limits
from schemas.records import Column, Form
from warehouse.item_words import About, about, lay_doubtful, least_and_most, refuse_many, sums, written
from warehouse.store import HERE, literal, sql
from warehouse.writes import append

Connection = duckdb.DuckDBPyConnection
MONTHS = "months"


class NotPlain(Exception):
    """The rows of the file are not its lines one by one: it is to be read line by line."""


@dataclass(frozen=True)
class _Load:
    """A file on its way into the table of its form; `into`: as for `warehouse.loading.load`."""

    connection: Connection
    file: ItemFile
    into: str
    number: int

    @property
    def table(self) -> str:
        return self.into + _table(self.file.form)

    def ask(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, values).fetchall()

    def counts(self) -> tuple[int, int, int, int]:
        """The place of the first row; the rows, those not accepted, those that are blank."""
        base, rows, aside, blank = self.ask(sql("item_counts", table=self.table), load_no=self.number)[0]
        return base or 0, rows, aside, blank


def item_tables(connection: Connection, catalogue: Catalogue) -> None:
    """Create what is missing of the table of each item-level return, and its view anew."""
    for form in catalogue.items.values():
        connection.execute(sql("create_item_table", table=_table(form)))
        for column in form.columns:
            kind = {"measure": "bigint", "note": "varchar"}.get(column.role, "usmallint")
            connection.execute(sql("add_column", table=_table(form), column=column.name, kind=kind))
        named = [{"name": column.name, "list": _list(column)} for column in form.columns]
        model = written("view", table=_table(form), form=form.code, sheet=CSV, columns=named)
        connection.execute(sql("create_view", view=f"items.{form.code}", model=model))
        _add_up(connection, form)


def _add_up(connection: Connection, form: Form) -> None:
    """Add up the rows that an earlier release kept and did not."""
    query = sql("item_not_added", table=f"core.{form.code}")
    for number, submission_id in connection.execute(query, {"form": form.code}).fetchall():
        place = {"submission_id": submission_id, "sheet": CSV}
        with suppress(Refused):  # It was accepted; what is too large to be added up stays as lines.
            found = enumerate(_sums(connection, form, _table(form), number), start=1)
            rows = [place | {"row": row, **each} for row, each in found]
            if rows:
                append(connection, f"core.{form.code}", pl.DataFrame(rows, infer_schema_length=None))


@contextmanager
def within_memory(connection: Connection, limits: Limits) -> Iterator[None]:
    """What DuckDB holds in memory within is limited; what is more goes beside the warehouse."""
    connection.execute(sql("memory_limit", bytes=literal(f"{limits.item_memory_bytes}B")))
    try:
        yield
    finally:
        connection.execute(sql("memory_free"))


def stage(
    connection: Connection, file: ItemFile, lines: Lines, catalogue: Catalogue, *, by_line: bool, into: str = ""
) -> Staged:
    """Put every row of the file into the table of its form, within the caller's transaction, and say what it came to.

    Raises NotPlain where the file must be read `by_line`, after which the transaction cannot go on; Refused where
    nothing of it can be taken.
    """
    number = connection.execute(sql("item_last_load")).fetchall()[0][0] + 1
    load = _Load(connection, file, into, number)
    connection.execute((HERE / "staging" / "macros.sql").read_text(encoding="utf-8"))
    first_row = load.ask(sql("count_rows", table=load.table))[0][0]
    _fill(load, by_line=by_line)
    base, rows, *_ = load.counts()
    if rows != lines.count:
        raise Refused("item_text") if by_line else NotPlain
    found = _compared(load, base, catalogue)
    _, _, aside, blank = load.counts()
    begins = {"load_no": number, "submission_id": file.path.name, "form": file.form.code}
    place = {"first_row": first_row, "rows": rows, "first_line": FIRST_LINE}
    append(connection, into + "items.loads", pl.DataFrame([begins | place]))
    quarantined = list(_quarantined(load, base, catalogue.limits.item_findings))
    added = _sums(connection, file.form, load.table, number)
    return Staged(found.period, found.sender, rows, aside - blank, blank, quarantined, added)


def _fill(load: _Load, *, by_line: bool) -> None:
    """Read the file into the table, each row checked by itself."""
    file, columns = load.file, [_column(load, column) for column in load.file.form.columns]
    words = {"table": load.table, "width": file.width, "columns": columns, "by_line": by_line}
    values: dict[str, Any] = {"file": str(file.path), "delimiter": file.delimiter, "load_no": load.number}
    values["places"] = {each["name"]: each.pop("places") for each in columns if each["kind"]}
    values |= {"width": file.width} if by_line else {"columns": {f"f{n}": "varchar" for n in range(file.width)}}
    try:
        load.ask(written("load", lines=written("lines"), **words), **values)
    except duckdb.InvalidInputException as error:
        # Lines that are no UTF-8, or beyond every length.
        raise Refused("item_text") if by_line else NotPlain from error


def _column(load: _Load, column: Column) -> dict[str, Any]:
    """What `load.sql` has to know of a column; one with codes gets a type of its own, whose values are its labels."""
    known = {"name": column.name, "field": load.file.places[column.name], "kind": "", "is_figure": False}
    if column.role == "measure":
        return known | {"is_figure": True} | least_and_most(column)
    if column.role == "note":
        return known
    labels = load.file.labels[column.name]
    codes = _codes(load, _list(column) or "", set(labels.values()))
    declared = set(labels.values())
    # A code by itself stands at its place; one that is declared no more, under a text that no file holds.
    texts = [code if code in declared else f"{SEPARATOR}{code}" for code in codes]
    others = [text for text in labels if text not in declared]
    kind = f"item_{column.name}"
    load.ask(written("labels", kind=kind), labels=[*texts, *others])
    places = {code: place for place, code in enumerate(codes)}
    return known | {
        "kind": kind,
        "codes": len(codes),
        "places": [*range(len(codes)), *(places[labels[text]] for text in others)],
    }


def _codes(load: _Load, name: str, declared: set[str]) -> list[str]:
    """The codes of a list by their places; those that have none yet get the next ones."""
    known = [code for (code,) in load.ask(sql("item_codes"), list=name)]
    new = sorted(declared - {*known})
    if new:
        rows = [{"list": name, "place": place, "code": code} for place, code in enumerate(new, start=len(known))]
        append(load.connection, load.into + "items.codes", pl.DataFrame(rows))
    return [*known, *new]


def _compared(load: _Load, base: int, catalogue: Catalogue) -> About:
    """Set aside the rows that do not pass beside the others, and say what those are about."""
    form = load.file.form
    words = {"table": load.table, "month": form.having("month")[0].name, "sender": form.sender and form.sender.name}
    words["key"] = ", ".join(form.key)
    lists = {"senders": form.submitters} if form.sender else {}
    months = load.ask(written("about", **words), load_no=load.number, months=MONTHS, **lists)
    found = about([(month, sender, rows) for month, sender, rows in months], form)
    own: dict[str, Any] = {"months": list(found.months)} | ({"sender": found.sender, **lists} if form.sender else {})
    hashes = written("hashes", **words)
    doubtful = lay_doubtful(load.connection, hashes, found.rows, load_no=load.number) if form.key else 0
    some = bool(doubtful or found.late)
    load.ask(written("late", **words), load_no=load.number, list=MONTHS, some=some, **own)
    if refuse_many(load.connection, {month for month, *_ in months}, catalogue.limits):
        place = {"load_no": load.number, "base": base, "width": load.file.width, "delimiter": load.file.delimiter}
        query = written("set_aside", table=load.table, lines=written("lines"))
        load.ask(query, file=str(load.file.path), **place)
    return found


def _sums(connection: Connection, form: Form, table: str, number: int) -> list[dict[str, Any]]:
    figures = [column.name for column in form.having("measure")]
    query = written("sums", table=table, summed_by=form.summed_by, figures=figures)
    return sums(connection, query, form, load_no=number)


def _quarantined(load: _Load, base: int, most: int) -> Iterator[Quarantined]:
    query = sql("item_quarantine", table=load.table)
    for place, raw, check, others in load.ask(query, load_no=load.number, most=most):
        lines = [other - base + FIRST_LINE for other in others if other != place]
        yield Quarantined(place - base + FIRST_LINE, raw.split(SEPARATOR), check, lines)


def _table(form: Form) -> str:
    return f"items.{form.code}_lines"


def _list(column: Column) -> str | None:
    return MONTHS if column.role == "month" else column.list
