"""The rows of a table, told apart: figures, totals, and whatever else people write between them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from schemas.records import Form
from schemas.text import folded, key
from sources.grids import Dated, is_number
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.outline import Node, parsed

Kind = Literal["data", "total", "aside", "other"]

_NUMBER_LIKE = re.compile(r"^[-–(]?\d[\d.,\s\u00a0]*\)?%?$")
_WITH_UNIT = re.compile(r"^[-–(]?\d[\d.,\s\u00a0]*\)?\s*([^\d\s].*)$")
_COLUMN_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[A-Za-z])\)?$")


@dataclass(frozen=True)
class Row:
    """One filled row of a table: its raw texts by column, and where those of merged cells stand.

    `serials`: of measures whose cell shows its number as a date, the number. `aside`: figures that the form does
    not ask for (its list is open). `codes`: the codes that the place of the row or a printed number decides;
    `doubts`: the problem of a label for which they decide none. `node`: its place in the outline, where the form's
    rows have one label each.
    """

    kind: Kind
    number: int
    texts: dict[str, str]
    typed: dict[str, bool]
    stands: dict[str, int]
    serials: dict[str, str]
    codes: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    node: Node | None = None


def rows(table: Table, words: Lexicon) -> Iterator[Row]:
    """Every filled row below the header, in order; `sources.places` says where they stand in the outline."""
    merged = _merged_down(table)
    last = _last_figures(table, words)
    carried: dict[str, tuple[str, int]] = {}
    above: dict[str, tuple[str, int]] = {}
    first = True
    for index in range(table.first_row, table.end):
        if not any(str(cell).strip() for cell in table.grid.rows[index]):
            continue
        if index in table.again:
            yield replace(_row(table, index, merged), kind="other")
            first = True
            continue
        row = _ditto(_row(table, index, merged), table.form, above, words)
        if first and _is_column_numbers(table, index):
            kind: Kind = "other"
        else:
            kind = _kind(table, index, row, words, inside=index < last)
        first = False
        if kind == "data" and (head := _subtotal_of(table, index, row, carried, words)):
            kind = "total"
            carried.update(head)
        elif kind == "other":
            strange = _strange_heading(row, carried, words) if index < last else {}
            carried.update(_heading(row, table.form, words) or strange)
        if kind == "data":  # A label of its own where headings stood ends them: blanks below it are nobody's.
            carried = {name: head for name, head in carried.items() if not row.texts[name]}
        yield replace(_under_heading(row, carried) if kind == "data" else row, kind=kind)


def _last_figures(table: Table, words: Lexicon) -> int:
    """The last row with a figure: what stands below it are signatures and notes."""
    places = [table.columns[c.name] for c in table.form.having("measure")]
    for index in range(table.end - 1, table.first_row - 1, -1):
        if any(is_figure(table.grid.text(index, place).strip(), words) for place in places):
            return index
    return table.first_row


def is_figure(text: str, words: Lexicon) -> bool:
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
    texts, typed, stands, serials = {}, {}, {}, {}
    for column in table.form.columns:
        place = table.columns[column.name]
        at = index if column.role == "measure" else merged.get((index, place), index)
        texts[column.name] = table.grid.text(at, place).strip()
        stands[column.name] = table.grid.number(at)
        cells = table.grid.rows[index]
        cell = cells[place] if place < len(cells) else ""
        typed[column.name] = is_number(cell)
        if column.role == "measure" and isinstance(cell, Dated):
            texts[column.name], serials[column.name] = cell.shown, cell.serial
    return Row("data", table.grid.number(index), texts, typed, stands, serials)


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
    known = [name for name, text in labels.items() if words.named(text, form.column(name).list or "")]
    if any(is_figure(text, words) for text in measures):
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
    return bool(total_label(table, index, words))


def total_label(table: Table, index: int, words: Lexicon) -> str:
    """The label that makes a row a total, in any column before its figures; empty where none does."""
    place = total_place(table, index, words)
    return "" if place is None else table.grid.text(index, place)


def total_place(table: Table, index: int, words: Lexicon) -> int | None:
    """The column in which the label stands that makes a row a total; None where none does."""
    form = table.form
    if form.having("breakdown"):
        return None  # Its rows are about quantities of many kinds; the total of one is a figure like any other.
    figures = {table.columns[c.name] for c in form.having("measure")}
    lists = [words.codes[c.list or ""] for c in form.having("code")]
    for column in table.grid.filled(index):
        label = key(table.grid.text(index, column))
        if column in figures or not label or any(label in known for known in lists):
            continue
        if label in words.totals or label.startswith(words.subtotals) or words.carried_forward.search(label):
            return column
    return None


def is_grand_total(row: Row, form: Form, words: Lexicon) -> bool:
    """Whether a total row adds up the whole table and not a part of it."""
    labels = [key(row.texts[c.name]) for c in form.having("code") if row.texts[c.name]]
    return all(label in words.totals for label in labels)


def is_carried(row: Row, form: Form, words: Lexicon) -> bool:
    """Whether a total row carries the sum of a page forward to the next."""
    return any(words.carried_forward.search(key(row.texts[c.name])) for c in form.having("code"))


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


def _strange_heading(row: Row, carried: Mapping[str, tuple[str, int]], words: Lexicon) -> dict[str, tuple[str, int]]:
    """What stands alone where headings stood and names no code: rows below it are of nobody knows what.

    They carry it as their label, and are rejected by it: never those of the heading before.
    """
    filled = {name: text for name, text in row.texts.items() if text}
    name, text = next(iter(filled.items()), ("", ""))
    if len(filled) != 1 or name not in carried or parsed(text, words.part_marks).part:
        return {}
    return {name: (text, row.number)}


def _subtotal_of(
    table: Table, index: int, row: Row, carried: Mapping[str, tuple[str, int]], words: Lexicon
) -> dict[str, tuple[str, int]]:
    """The code that a heading with figures of its own sets for the rows below it, whose sum it states.

    It names one code and leaves the other labels blank, which no heading above states; the row below names those and
    leaves this one blank.
    """
    codes = table.form.having("code")
    filled = [column for column in codes if row.texts[column.name]]
    if len(codes) == 1 or len(filled) != 1 or any(c.name in carried for c in codes if c is not filled[0]):
        return {}
    head, places = filled[0], {column.name: table.columns[column.name] for column in codes}
    below = (r for r in range(index + 1, table.end) if any(str(cell).strip() for cell in table.grid.rows[r]))
    following = next(below, table.end)
    parts = {name: table.grid.spanning(following, place).strip() for name, place in places.items()}
    named = all(words.named(parts[c.name], c.list or "") for c in codes if c is not head)
    if not named or parts[head.name] or not words.code(row.texts[head.name], head.list or ""):
        return {}
    return {head.name: (row.texts[head.name], row.stands[head.name])}


def _under_heading(row: Row, carried: Mapping[str, tuple[str, int]]) -> Row:
    blanks = {name: carried[name] for name, text in row.texts.items() if not text and name in carried}
    texts = row.texts | {name: text for name, (text, _) in blanks.items()}
    stands = row.stands | {name: number for name, (_, number) in blanks.items()}
    return replace(row, texts=texts, stands=stands)
