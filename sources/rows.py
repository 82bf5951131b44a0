"""The rows of a table, told apart: figures, totals, and whatever else people write between them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from schemas.records import Form
from schemas.text import folded, key
from sources.grids import is_number
from sources.layout import Table
from sources.lexicon import Lexicon

Kind = Literal["data", "total", "other"]

_NUMBER_LIKE = re.compile(r"^[-–(]?\d[\d.,\s\u00a0]*\)?%?$")
_WITH_UNIT = re.compile(r"^[-–(]?\d[\d.,\s\u00a0]*\)?\s*([^\d\s].*)$")
_COLUMN_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[A-Za-z])\)?$")


@dataclass(frozen=True)
class Row:
    """One filled row of a table: its raw texts by column, and where those of merged cells stand."""

    kind: Kind
    number: int
    texts: dict[str, str]
    typed: dict[str, bool]
    stands: dict[str, int]


def rows(table: Table, words: Lexicon) -> Iterator[Row]:
    """Every filled row below the header, in order."""
    merged = _merged_down(table)
    last = _last_figures(table, words)
    carried: dict[str, tuple[str, int]] = {}
    above: dict[str, tuple[str, int]] = {}
    first = True
    for index in range(table.first_row, table.end):
        if not any(str(cell).strip() for cell in table.grid.rows[index]):
            continue
        row = _ditto(_row(table, index, merged), table.form, above, words)
        if first and _is_column_numbers(table, index):
            kind: Kind = "other"
        else:
            kind = _kind(table, index, row, words, inside=index < last)
        first = False
        if kind == "other":
            carried.update(_heading(row, table.form, words))
        yield replace(_under_heading(row, carried) if kind == "data" else row, kind=kind)


def _last_figures(table: Table, words: Lexicon) -> int:
    """The last row with a figure: what stands below it are signatures and notes."""
    places = [table.columns[c.name] for c in table.form.having("measure")]
    for index in range(table.end - 1, table.first_row - 1, -1):
        if any(_is_figure(table.grid.text(index, place).strip(), words) for place in places):
            return index
    return table.first_row


def _is_figure(text: str, words: Lexicon) -> bool:
    """Whether a text is written as a number, with or without a unit behind it."""
    if _NUMBER_LIKE.match(text):
        return True
    behind = _WITH_UNIT.match(text)
    return bool(behind and (words.unit(behind[1]) or key(behind[1]) in words.magnitudes))


def _ditto(row: Row, form: Form, above: dict[str, tuple[str, int]], words: Lexicon) -> Row:
    """A mark such as `"` in a label column stands for the text above it."""
    for column in form.columns:
        name = column.name
        if column.role == "measure" or not row.texts[name]:
            continue
        if name in above and folded(row.texts[name]) in words.dittos:
            text, stand = above[name]
            row = replace(row, texts=row.texts | {name: text}, stands=row.stands | {name: stand})
        above[name] = row.texts[name], row.stands[name]
    return row


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


def _kind(table: Table, index: int, row: Row, words: Lexicon, *, inside: bool) -> Kind:
    """What the row is; `inside`: more figures follow below it, so it is no signature."""
    form = table.form
    if _is_total(table, index, words):
        return "total"
    measures = [row.texts[c.name] for c in form.having("measure")]
    labels = {c.name: row.texts[c.name] for c in form.having("code")}
    known = [name for name, text in labels.items() if words.code(text, form.column(name).list or "")]
    if any(_is_figure(text, words) for text in measures):
        return "data"
    if _heads_parts(table, index, row):
        return "other"
    if known and (all(labels.values()) or any(measures)):
        return "data"
    if inside and all(labels.values()) and all(measures):
        return "data"
    return "other"


def _heads_parts(table: Table, index: int, row: Row) -> bool:
    """Whether a row of a register names an indicator and nothing else, for the rows of its breakdown below it."""
    parts = table.form.having("breakdown")
    if not parts or index + 1 >= table.end or sum(map(bool, row.texts.values())) != 1:
        return False
    label, part = table.columns[table.form.key[0]], table.columns[parts[0].name]
    return bool(not table.grid.text(index + 1, label).strip() and table.grid.text(index + 1, part).strip())


def _is_total(table: Table, index: int, words: Lexicon) -> bool:
    """Whether the first words of the row, in any column before its figures, say that it is a total."""
    form = table.form
    if form.having("breakdown"):
        return False  # Its rows are about quantities of many kinds; the total of one is a figure like any other.
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
    if column.role != "code" or not words.code(text, column.list or ""):
        return {}
    return {name: (text, row.number)}


def _under_heading(row: Row, carried: Mapping[str, tuple[str, int]]) -> Row:
    blanks = {name: carried[name] for name, text in row.texts.items() if not text and name in carried}
    texts = row.texts | {name: text for name, (text, _) in blanks.items()}
    stands = row.stands | {name: number for name, (_, number) in blanks.items()}
    return replace(row, texts=texts, stands=stands)
