"""Where each row stands in the outline of its table, and which code its place or its printed number decides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.records import Column
from schemas.text import clean, key
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.outline import NUMBER, Label, Node, number_rank, outlined, parsed
from sources.rows import Row, total_label

_UNNUMBERED = 89.0
_SIGNS = re.compile(r"[+,;&]|\s+và\s+")


def placed(found: Sequence[Row], table: Table, words: Lexicon) -> list[Row]:
    """The rows with their places, codes and doubts; a form whose rows have several labels has no outline."""
    form = table.form
    if len(form.key) != 1:
        return list(found)
    column = form.column(form.key[0])
    labels = {row.number: _label(row, table, column, words) for row in found}
    ranks = {row.number: _total_rank(labels[row.number], words) for row in found if row.kind == "total"}
    said = [(row.number, label, ranks.get(row.number)) for row in found if (label := labels[row.number]) is not None]
    nodes = {node.row: node for node in outlined(said)}
    printed = frozenset(row.texts[c.name] for row in found for c in form.having("number"))
    codes: dict[int, str] = {}
    result = []
    for row in found:
        now = replace(row, node=nodes.get(row.number))
        if row.kind == "data":
            now = _coded(now, table, column, words, codes, printed)
        if column.name in now.codes:
            codes[row.number] = now.codes[column.name]
        result.append(now)
    return result


def _label(row: Row, table: Table, column: Column, words: Lexicon) -> Label | None:
    """The row's label taken apart; None for a row without one."""
    index, place = row.stands[column.name] - table.grid.top - 1, table.columns[column.name]
    if row.kind == "total":
        text = total_label(table, row.number - table.grid.top - 1, words)
    else:
        text = table.grid.text(index, place)
    if not text.strip():
        return None
    if key(text) in words.codes[column.list or ""]:
        return Label(clean(text), indent=len(text) - len(text.lstrip()))
    beside = next((t for at in range(place) if (t := table.grid.text(index, at).strip())), "")
    return parsed(text, words.part_marks, beside)


def sections(label: Label, words: Lexicon) -> tuple[str, ...]:
    """The numbers that a total names: `Cộng I.1` one, `Cộng I + II` several, `Tổng cộng` none."""
    text = clean(label.bare)
    word = max((w for w in (*words.totals, *words.subtotals) if key(text).startswith(w.strip())), key=len, default="")
    rest = text[len(word.strip()) :].strip()
    left, _, right = _split(rest)
    for part in (left, right):
        names = [name.strip(" .:()") for name in _SIGNS.split(part)] if part else []
        if names and all(NUMBER.fullmatch(name) for name in names):
            return tuple(names)
        if part.strip(" .:()"):
            return ()
    return ()


def _split(text: str) -> tuple[str, str, str]:
    """What stands before the sign that begins an explanation, the sign, and the explanation."""
    at = next((n for n, letter in enumerate(text) if letter in "=:("), len(text))
    return text[:at], text[at : at + 1], text[at + 1 :]


def _total_rank(label: Label | None, words: Lexicon) -> float:
    named = sections(label, words) if label else ()
    rank = number_rank(named[0]) if named else None
    return _UNNUMBERED if rank is None else rank


def _coded(
    row: Row, table: Table, column: Column, words: Lexicon, codes: Mapping[int, str], printed: frozenset[str]
) -> Row:
    """The row with the one code that its label, its printed number and its place allow.

    A code that is printed beside another row of the table is that row's.
    """
    name, listed = column.name, column.list or ""
    known = words.under[listed]
    named = words.named(row.texts[name], listed)
    number = next((row.texts[c.name] for c in table.form.having("number")), "")
    if number in known and number not in named:
        return replace(row, doubts={name: "number_differs"})
    if number:
        named = (number,) if number in known else ()
    else:
        named = tuple(code for code in named if code not in printed)
        named = _in_place(named, row.node, known, codes) if len(named) > 1 else named
    if len(named) == 1:
        return replace(row, codes={name: named[0]})
    if len(named) > 1:
        return replace(row, doubts={name: "ambiguous_code"})
    return replace(row, kind="aside") if column.open else row


def _in_place(
    named: tuple[str, ...], node: Node | None, under: Mapping[str, str | None], codes: Mapping[int, str]
) -> tuple[str, ...]:
    """Those of the codes whose own place the row stands in, the nearest above it first; else those without a place."""
    for above in node.above() if node else ():
        code = codes.get(above.row)
        fitting = tuple(each for each in named if code is not None and under[each] == code)
        if fitting:
            return fitting
    free = tuple(each for each in named if under[each] is None)
    return free or named
