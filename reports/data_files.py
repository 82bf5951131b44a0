"""The appendix for machines: every declared column, to the last digit, in the printed unit."""

import csv
from decimal import Decimal
from io import StringIO

import simplejson

from reports.appendix import KEYS, Table, Value
from reports.numbers import literal
from reports.paper import Paper


def as_json(table: Table) -> str:
    """A list of rows (year, row, label, unit, then the columns); numbers exact, no figure is null."""
    rows = [{name: _json_value(value) for name, value in record.items()} for record in table.records]
    lines = ",\n".join("  " + simplejson.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n"


def as_csv(table: Table) -> str:
    """A header and the rows of `as_json`: comma between, decimal point, no figure is empty."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.records[0])
    writer.writerows([_csv_value(value) for value in record.values()] for record in table.records)
    return out.getvalue()


def as_long_csv(paper: Paper) -> str:
    """All tables of a document in one: a line for each figure, with its table, row and column."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("table", "title", *KEYS, "column", "value"))
    for table in (exhibit.table for exhibit in paper.exhibits):
        for record in table.records:
            keys = [_csv_value(record[key]) for key in KEYS]
            named = ((name, value) for name, value in record.items() if name not in KEYS)
            writer.writerows([table.number, table.title, *keys, name, _csv_value(value)] for name, value in named)
    return out.getvalue()


def _json_value(value: Value) -> Value | simplejson.RawJSON:
    return simplejson.RawJSON(literal(value)) if isinstance(value, int | Decimal) else value


def _csv_value(value: Value) -> str:
    return literal(value) if isinstance(value, int | Decimal) else value or ""
