"""Rows that begin as a total does and are none: they report something that no list has, and must not be lost."""

import string
from collections.abc import Iterable, Iterator

from schemas.text import key
from sources.findings import Finding
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.outline import parsed
from sources.places import sections
from sources.rows import Row, total_place


def strangers(
    tables: list[tuple[str, Table, list[Row]]], proven: set[tuple[str, str, int]], words: Lexicon
) -> list[tuple[str, Finding]]:
    """Rows that begin as a total does, are none of a list, and add up no rows: whatever they report is not lost."""
    return [
        (submission_id, _unknown_total(table, row, place))
        for submission_id, table, found in tables
        for row, place in _doubtful(table, found, words)
        if (submission_id, table.grid.sheet, row.number) not in proven
    ]


def _unknown_total(table: Table, row: Row, place: int) -> Finding:
    index = row.number - table.grid.top - 1
    column = next((name for name, at in table.columns.items() if at == place), None)
    value = table.grid.text(index, place)
    cell = table.grid.address(index, place)
    return Finding(
        "unknown_total", sheet=table.grid.sheet, cell=cell, column=column, value=value, params={"value": value}
    )


def without(findings: list[tuple[str, Finding]], told: list[tuple[str, Finding]]) -> Iterator[tuple[str, Finding]]:
    """The findings but those that hold a stranger's figures against the table."""
    rows = {(s, f.sheet, (f.cell or "").lstrip(string.ascii_uppercase)) for s, f in told}
    for s, f in findings:
        if f.check != "total_differs" or (s, f.sheet, (f.cell or "").lstrip(string.ascii_uppercase)) not in rows:
            yield s, f


def _doubtful(table: Table, found: Iterable[Row], words: Lexicon) -> Iterator[tuple[Row, int]]:
    """The total rows, each with the column of its label, that may as well name something to report.

    `Tổng số tiền chuyển` begins as a total does, and is none of a list: only its figures can tell. The total of one
    code of several (`Cộng Hạ Long`), of a numbered section, and the plain words for a total are in no doubt.
    """
    lists = {c.name: words.codes[c.list or ""] for c in table.form.having("code")}
    for row in found:
        index = row.number - table.grid.top - 1
        place = total_place(table, index, words) if row.kind == "total" else None
        if place is None:
            continue
        text = table.grid.text(index, place)
        rest = next((key(text).removeprefix(word) for word in words.subtotals if key(text).startswith(word)), "")
        plain = (
            key(text) in words.totals
            or rest in words.totals
            or words.carried_forward.search(key(text))
            or sections(parsed(text, words.part_marks), words)
        )
        others = {name for name in lists if table.columns[name] != place and row.texts[name]}
        of_code = [name for name, known in lists.items() if rest in known and len(lists) > 1]
        # Every other label of the row is filled in: it is a row of its own as much as a total.
        if not plain and (not of_code or (len(others) == len(lists) - 1 and table.columns[of_code[0]] == place)):
            yield row, place
