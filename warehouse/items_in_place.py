"""Item-level returns in columns (Parquet): read where they lie in the archive, checked and added up, and not copied.

What enters the warehouse is what the checks found and the sums; the rows can be read again whenever they are asked for.
"""

from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.items import SEPARATOR, ItemFile, Quarantined, Refused, Staged
from schemas.records import Column
from warehouse.item_words import About, about, lay_doubtful, least_and_most, refuse_many, sums, written
from warehouse.store import HERE, sql

Connection = duckdb.DuckDBPyConnection
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_TYPES = frozenset((*_WHOLE, *(f"U{kind}" for kind in _WHOLE), "VARCHAR"))
_DATE = "DATE"
# A full disk, or a warehouse that is lost, is no fault of the file; a file that ends before it says it does, is.
_OURS = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)
_ENDS_EARLY = "Could not read enough bytes"


@dataclass(frozen=True)
class _File:
    """A file on its way: `words` is what its statements are written out with."""

    connection: Connection
    file: ItemFile
    words: dict[str, Any]

    def ask(self, name: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that a statement of `warehouse/staging/` gives over the file."""
        query = written(name, **self.words)
        return self.connection.execute(query, values | {"file": str(self.file.path)}).fetchall()


def stage_in_place(connection: Connection, file: ItemFile, catalogue: Catalogue) -> Staged:
    """Check every row of the file where it lies and add up those that pass, within the caller's transaction.

    Raises Refused where nothing of it can be taken.
    """
    try:
        return _staged(connection, file, catalogue)
    except duckdb.OutOfMemoryException as error:
        raise Refused("parquet_memory") from error
    except duckdb.Error as error:
        if isinstance(error, _OURS) and not (_ENDS_EARLY in str(error) and str(file.path) in str(error)):
            raise
        raise Refused("parquet_damaged") from error


def list_in_place(connection: Connection, file: ItemFile, catalogue: Catalogue, code: str | None) -> None:
    """Lay the accepted rows of a file into `item_accepted`, of one code or all; raises Refused as staging does."""
    stage_in_place(connection, file, catalogue)
    _File(connection, file, _words(file, _kinds(connection, file))).ask("in_place_accepted", code=code)


def _kinds(connection: Connection, file: ItemFile) -> list[str]:
    return [kind for (kind,) in connection.execute(written("in_place_types"), {"file": str(file.path)}).fetchall()]


def _staged(connection: Connection, file: ItemFile, catalogue: Catalogue) -> Staged:
    kinds, most = _kinds(connection, file), catalogue.limits.item_findings
    _refuse_types(file, kinds)
    connection.execute((HERE / "staging" / "macros.sql").read_text(encoding="utf-8"))
    _lay_labels(connection, file)
    this = _File(connection, file, _words(file, kinds))
    ((rows,),) = connection.execute(sql("in_place_rows"), {"file": str(file.path)}).fetchall()
    this.ask("in_place_groups")
    found = _about(this)
    of = about(found, file.form)
    this.ask("in_place_aside", most=most, some=of.rows < rows)
    late = _late(this, of, {month for month, *_ in found}, catalogue)
    added = sums(connection, written("in_place_sums", **this.words), file.form, **_own(this, of))
    told = connection.execute(sql("in_place_quarantine"), {"most": most}).fetchall()
    quarantined = [_quarantined(*row) for row in told]
    return Staged(of.period, of.sender, rows, rows - of.rows + late, 0, quarantined, added)


def _refuse_types(file: ItemFile, kinds: list[str]) -> None:
    """Figures are whole numbers, everything else texts; a month may be a date, and digits a text."""
    wrong = [
        f"“{file.headers[column.name]}” ({kind})"
        for column in file.form.columns
        for kind in [kinds[file.places[column.name]]]
        if not (kind in _TYPES or (kind.startswith("DECIMAL") and kind.endswith(",0)")) or _is_date(column, kind))
    ]
    if wrong:
        raise Refused("item_types", found=", ".join(wrong))


def _is_date(column: Column, kind: str) -> bool:
    return column.role == "month" and kind == _DATE


def _lay_labels(connection: Connection, file: ItemFile) -> None:
    """What texts say which code, for the statements to join."""
    rows = [(name, text, code) for name, labels in file.labels.items() for text, code in labels.items()]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("column_name", "text", "code"), pl.String), orient="row")
    connection.register("new_rows", frame)
    connection.execute(written("in_place_labels"))
    connection.unregister("new_rows")


def _words(file: ItemFile, kinds: list[str]) -> dict[str, Any]:
    columns = [_column(column, file.places[column.name], kinds) for column in file.form.columns]
    by_name = {column["name"]: column for column in columns}
    key = [by_name[name] for name in file.form.key]
    told = {*file.places.values()}
    words: dict[str, Any] = {
        "columns": columns,
        "key": key,
        # Of a row `r` beside its group `g`, and where both have become columns.
        "key_of_row": ", ".join(f"{'g.code_' if c['is_code'] else 'r.'}{c['name']}" for c in key),
        "key_as_coded": ", ".join(f"{'code_' if c['is_code'] else ''}{c['name']}" for c in key),
        "of_its_group": " and ".join(
            ["g.passes", *(f"r.{c['name']} = g.{c['name']}" for c in columns if c["is_code"])]
        ),
        "summed_by": file.form.summed_by,
        "month": file.form.having("month")[0].name,
        "sender": file.form.sender and file.form.sender.name,
        "fields": [place in told for place in range(file.width)],
    }
    return words | {"rows": written("in_place_rows", **words)}


def _column(column: Column, field: int, kinds: list[str]) -> dict[str, Any]:
    kind, is_figure = kinds[field], column.role == "measure"
    known = {"name": column.name, "field": field, "is_figure": is_figure, "is_code": column.role in ("code", "month")}
    bounds = least_and_most(column) if is_figure else {}
    return known | bounds | {"is_text": kind == "VARCHAR", "is_date": _is_date(column, kind)}


def _about(this: _File) -> list[tuple[str, str | None, int]]:
    month, sender = (this.words[name] for name in ("month", "sender"))
    query = sql("in_place_about", month=f"code_{month}", sender=f"code_{sender}" if sender else "null")
    return [(month, sender, rows) for month, sender, rows in this.connection.execute(query).fetchall()]


def _late(this: _File, of: About, months: set[str], catalogue: Catalogue) -> int:
    """Find the rows that do not pass beside the others. They are looked for only where there can be some."""
    if of.late > catalogue.limits.item_findings:
        raise Refused("item_periods", count=str(of.late), found=", ".join(sorted(months)))
    hashes = written("in_place_hashes", **this.words)
    doubtful = lay_doubtful(this.connection, hashes, of.rows, file=str(this.file.path))
    this.ask("in_place_late", some=bool(doubtful or of.late), **_own(this, of))
    return refuse_many(this.connection, months, catalogue.limits)


def _own(this: _File, of: About) -> dict[str, Any]:
    """What the file is about, as its statements ask."""
    return {"months": list(of.months)} | ({"sender": of.sender} if this.file.form.sender else {})


def _quarantined(place: int, fields: list[str], check: str, others: list[int]) -> Quarantined:
    if any(SEPARATOR in field or "\x00" in field for field in fields):
        raise Refused("item_text")
    return Quarantined(place, fields, check, [other for other in others if other != place])
