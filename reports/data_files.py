"""Figures as data: every declared column, to the last digit, in the printed unit.

CSV comes in two ways: what a command prints is for programs (comma, decimal point); a file that lies beside documents
is opened with a double click, and written as a Vietnamese spreadsheet reads it (UTF-8 mark, semicolon, decimal comma).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

import simplejson

from reports.appendix import KEYS, KpiRow, Table, Value
from reports.numbers import literal
from reports.paper import Paper

_MARK = "\ufeff"


def as_json(table: Table) -> str:
    """A list of rows (year, row, label, unit, then the columns); numbers exact, no figure is null."""
    rows = [{name: _json_value(value) for name, value in record.items()} for record in _numbered(table)]
    lines = ",\n".join("  " + simplejson.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n"


def as_csv(table: Table, *, opened: bool = False) -> str:
    """A header and the rows of `as_json`; no figure is empty. `opened`: by people, in a spreadsheet."""
    return _csv([tuple(table.records[0]), *(tuple(record.values()) for record in _numbered(table))], opened=opened)


def as_long_csv(paper: Paper, *, opened: bool = False) -> str:
    """All tables of a document in one: a line for each figure, with its table, row and column."""
    lines = (
        (table.number, table.title, *(record[key] for key in KEYS), name, value)
        for table in (exhibit.table for exhibit in paper.exhibits)
        for record in _numbered(table)
        for name, value in record.items()
        if name not in KEYS
    )
    return _csv([("table", "title", *KEYS, "column", "value"), *lines], opened=opened)


def _numbered(table: Table) -> Iterator[KpiRow]:
    """The rows under the numbers that are printed at them: a row that is left out has none.

    What has no such numbers, such as the rules that do not hold, gets none.
    """
    places = enumerate(table.records, start=1)
    return ({**record, "row": place} if "row" in record else record for place, record in places)


def _csv(lines: Iterable[Sequence[Value]], *, opened: bool) -> str:
    out = StringIO()
    delimiter, point, end = (";", ",", "\r\n") if opened else (",", ".", "\n")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([_csv_value(value, point) for value in line] for line in lines)
    return _MARK * opened + out.getvalue()


def _json_value(value: Value) -> Value | simplejson.RawJSON:
    return simplejson.RawJSON(literal(value)) if isinstance(value, int | Decimal) else value


def _csv_value(value: Value, point: str) -> str:
    return literal(value).replace(".", point) if isinstance(value, int | Decimal) else value or ""
