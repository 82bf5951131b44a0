"""The rows of a table, told apart: figures, totals, and whatever else people write between them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from schemas.records import Form
from schemas.text import key
from sources.grids import is_number
from sources.layout import Table
from sources.lexicon import Lexicon

Kind = Literal["data", "total", "other"]

_NUMBERING = re.compile(r"^(?:(?:[ivx]+|\d+)[.)]|[-+*])\s*")
_NUMBER_LIKE = re.compile(r"^[-(]?\d[\d.,\s\u00a0]*\)?%?$")
_COLUMN_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[A-Za-z])\)?$")


@dataclass(frozen=True)
class Row:
    """One filled row of a table: its raw texts by column, and where those of merged cells stand."""

    kind: Kind
    number: int
    texts: dict[str, str]
    typed: dict[str, bool]
    stands: dict[str, int]


def code_of(text: str, known: Mapping[str, str]) -> str | None:
    """The code that a row label names; a leading number, roman number or dash may stand before it."""
    folded = key(text)
    return known.get(folded) or known.get(_NUMBERING.sub("", folded))


def rows(table: Table, words: Lexicon) -> Iterator[Row]:
    """Every filled row below the header, in order."""
    merged = _merged_down(table)
    carried: dict[str, tuple[str, int]] = {}
    first = True
    for index in range(table.first_row, len(table.grid.rows)):
        if not any(str(cell).strip() for cell in table.grid.rows[index]):
            continue
        row = _row(table, index, merged)
        if first and _is_column_numbers(table, index):
            kind: Kind = "other"
        else:
            kind = _kind(table, index, row, words)
        first = False
        heading = _heading(row, table.form, words) if kind == "other" else {}
        carried.update(heading)
        if kind == "data":
            row = _under_heading(row, carried)
            kind = row.kind
        yield Row(kind, row.number, row.texts, row.typed, row.stands)


def _row(table: Table, index: int, merged: Mapping[tuple[int, int], int]) -> Row:
    texts, typed, stands = {}, {}, {}
    for column in table.form.columns:
        place = table.columns[column.name]
        at = index if column.role == "measure" else merged.get((index, place), index)
        texts[column.name] = table.grid.text(at, place).strip()
        stands[column.name] = table.grid.number(at)
        cells = table.grid.rows[index]
        typed[column.name] = place < len(cells) and is_number(cells[place])
    return Row("data", table.grid.number(index), texts, typed, stands)


def _merged_down(table: Table) -> dict[tuple[int, int], int]:
    """(row, column) inside a cell merged down -> the row in which its text stands."""
    places = {table.columns[c.name] for c in table.form.columns if c.role != "measure"}
    return {
        (row, column): top
        for top, left, bottom, right in table.grid.merged
        for column in places & set(range(left, right + 1))
        for row in range(top + 1, bottom + 1)
        if top >= table.first_row
    }


def _is_column_numbers(table: Table, index: int) -> bool:
    """The row `(1) (2) (3)` or `A B 1 2` that numbers the columns of the header."""
    texts = [str(cell).strip() for cell in table.grid.rows[index] if str(cell).strip()]
    texts = [text.removesuffix(".0") for text in texts]
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    return (
        len(texts) >= len(table.form.columns) - 1
        and all(_COLUMN_NUMBER.match(text) for text in texts)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)) if numbers else [])
    )


def _kind(table: Table, index: int, row: Row, words: Lexicon) -> Kind:
    form = table.form
    if _is_total(table, index, words):
        return "total"
    measures = [row.texts[c.name] for c in form.having("measure")]
    labels = {c.name: row.texts[c.name] for c in form.having("code")}
    known = [name for name, text in labels.items() if code_of(text, words.codes[form.column(name).list or ""])]
    if any(_NUMBER_LIKE.match(text) for text in measures):
        return "data"
    if known and (all(labels.values()) or any(measures)):
        return "data"
    return "other"


def _is_total(table: Table, index: int, words: Lexicon) -> bool:
    """Whether the first words of the row, in any column before its figures, say that it is a total."""
    form = table.form
    figures = {table.columns[c.name] for c in form.having("measure")}
    known = {label for c in form.having("code") for label in words.codes[c.list or ""]}
    for column in range(len(table.grid.rows[index])):
        label = key(table.grid.text(index, column))
        if column in figures or not label or label in known:
            continue
        if label in words.totals or label.startswith(words.subtotals):
            return True
    return False


def is_grand_total(row: Row, form: Form, words: Lexicon) -> bool:
    """Whether a total row adds up the whole table and not a part of it."""
    labels = [key(row.texts[c.name]) for c in form.having("code") if row.texts[c.name]]
    return all(label in words.totals for label in labels)


def _heading(row: Row, form: Form, words: Lexicon) -> dict[str, tuple[str, int]]:
    """The code that a heading row sets for the rows below it, where it names one and nothing else."""
    filled = {name: text for name, text in row.texts.items() if text}
    if len(filled) != 1:
        return {}
    name, text = next(iter(filled.items()))
    column = form.column(name)
    if column.role != "code" or not code_of(text, words.codes[column.list or ""]):
        return {}
    return {name: (text, row.number)}


def _under_heading(row: Row, carried: Mapping[str, tuple[str, int]]) -> Row:
    blanks = {name: carried[name] for name, text in row.texts.items() if not text and name in carried}
    texts = row.texts | {name: text for name, (text, _) in blanks.items()}
    stands = row.stands | {name: number for name, (_, number) in blanks.items()}
    return Row(row.kind, row.number, texts, row.typed, stands)
