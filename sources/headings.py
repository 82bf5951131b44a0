"""What the cells of a header say: which columns they name, in which units, and what the form does not have."""

import re
from collections.abc import Iterator
from functools import lru_cache

from schemas.declarations import Catalogue
from schemas.records import Column, Form
from schemas.text import bare_of_brackets, bracketed, clean, key
from sources.grids import Grid
from sources.lexicon import Lexicon
from sources.remarks import unit_behind, units_said, without_cumulative

_UNIT_SIGNS = re.compile(r"[;,]|\s+và\s+|\s+hoặc\s+")
# Notes stand in the last rows of a sheet.
_NOTES = 10


def header_unit(
    grid: Grid, rows: range, index: int, column: Column, words: Lexicon, unit_row: int | None = None
) -> str:
    """The unit that the header states for this column, in brackets, behind it or in its row of units: the lowest."""
    if column.role != "measure" or column.unit is None:
        return ""
    own = next((text for row in reversed(rows) if (text := grid.spanning(row, index))), "")
    for row in reversed(rows):
        text = _group(grid, row, index, own, words)
        said = [*units_said(text, words), words.unit(text) if row == unit_row else ""]
        unit = next((unit for unit in said if unit), "")
        if unit:
            return unit
    return ""


def is_unit_row(grid: Grid, row: int, measures: list[int], words: Lexicon) -> bool:
    """Whether a row below the labels states the unit of a measure at least, and no figure: it belongs to the header.

    Of a unit that nobody declared `unknown_units` tells.
    """
    said = [text for column in measures if (text := grid.text(row, column).strip())]
    known = [text for text in said if words.unit(text.strip("()[]"))]
    return bool(known) and not any(sign.isdigit() for text in said if text not in known for sign in text)


def unknown_units(grid: Grid, row: int, measures: list[int], words: Lexicon) -> list[tuple[int, int]]:
    """The cells of a row of units that name none: in what the figures below are, nobody can say."""
    said = [(row, column) for column in measures if grid.text(row, column).strip()]
    return [place for place in said if not words.unit(grid.text(*place).strip().strip("()[]"))]


def base_unit(column: Column, catalogue: Catalogue) -> str:
    """The unit that the column's values are kept in; empty where it depends on the row."""
    return catalogue.stated_units[column.unit].base if column.unit else ""


def title_units(
    grid: Grid, top: int, words: Lexicon, catalogue: Catalogue
) -> tuple[dict[str, str], list[tuple[int, int]]]:
    """Base unit -> the unit that a line such as `ĐVT: triệu đồng` above the table states for all columns.

    A note below the table says it in words such as `tính bằng tỷ đồng`. Then the places of lines that cannot be
    followed: they name a unit that nobody declared, or two where there can be one.
    """
    units: dict[str, str] = {}
    unsure: list[tuple[int, int]] = []
    for row in (*range(top), *range(max(top, len(grid.rows) - _NOTES), len(grid.rows))):
        for column in grid.filled(row):
            named = _stated_units(clean(grid.text(row, column)), words, strict=row < top)
            bases = [catalogue.stated_units[unit].base if unit else "" for unit in named]
            clash = any(units.get(base, unit) != unit for base, unit in zip(bases, named, strict=True))
            if clash or "" in named or len(set(bases)) < len(bases):
                unsure.append((row, column))
            else:
                units.update(zip(bases, named, strict=True))
    return units, unsure


def _stated_units(text: str, words: Lexicon, *, strict: bool) -> list[str]:
    """The units that a line states for the table; an empty one for each part that names none, after a plain mark."""
    head, colon, rest = text.strip("()").partition(":")
    if strict and colon and key(head) in words.unit_marks:
        return _units_of(rest, words) if rest.strip(" .…_") else []
    phrased = words.unit_phrase.search(key(text))
    named = _units_of(phrased[1], words) if phrased else []
    return named if all(named) else []


def _units_of(text: str, words: Lexicon) -> list[str]:
    whole = words.unit(text.strip(" ().;"))
    parts = [part.strip(" ().") for part in _UNIT_SIGNS.split(text)]
    return [whole] if whole else [words.unit(part) for part in parts if part]


def unknown_columns(grid: Grid, top: int, last: int, known: set[int], words: Lexicon) -> tuple[tuple[int, int], ...]:
    """Header cells that name a column which the form does not have."""
    found = []
    width = max(len(row) for row in grid.rows[top : last + 1])
    for column in set(range(width)) - known:
        texts = [(row, grid.text(row, column)) for row in range(top, last + 1) if grid.text(row, column)]
        ignored = any(words.header(text) in words.ignored_headers for _, text in texts)
        if texts and not ignored and not grid.is_over(texts[-1][0], column):
            found.append((texts[-1][0], column))
    return tuple(sorted(found))


class Names(dict[str, tuple[str, ...]]):
    """Header key -> the form's columns of that name. Each is only itself, so that what it names can be remembered."""

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Whether it is the very same."""
        return self is other


# The same headers are asked for from row to row, and in every file of a batch.
@lru_cache(maxsize=1 << 15)
def fits_of(names: Names, label: str, words: Lexicon) -> tuple[str, ...]:
    """The form's columns that a header may name, in any spelling of its abbreviations, without a unit behind."""
    header = words.header(label)
    if header in names:
        return names[header]
    found = tuple(dict.fromkeys(column for spelling in words.spellings(header) for column in names.get(spelling, ())))
    without, unit = unit_behind(label, words) if not found else (label, "")
    return fits_of(names, without, words) if unit else found


def cumulative(labels: list[str], form: Form, names: Names, words: Lexicon) -> str:
    """The flow whose figure since the beginning of the year a header names, such as `Doanh thu (luỹ kế)`.

    A header that says nothing else (`Luỹ kế từ đầu năm`) means the one measure of the form.
    """
    only = [column.name for column in form.having("measure")]
    for label in labels:
        bare = without_cumulative(label, words)
        fits = tuple(only) if bare == "" else fits_of(names, bare, words) if bare else ()
        if len(fits) == 1 and fits[0] in words.flows[form.code]:
            return fits[0]
    return ""


def doubtful(text: str, names: Names, words: Lexicon) -> tuple[str, ...]:
    """The columns that a header would name without what it says in brackets, which is no unit that anybody declared."""
    remarks = [inner for inner in bracketed(text) if key(inner) not in words.cumulative_marks]
    return fits_of(names, bare_of_brackets(text, remarks), words) if remarks else ()


def remark_of(text: str, words: Lexicon) -> str:
    """What a header says in brackets that is no unit; empty where it says nothing of the kind."""
    return next((inner for inner in bracketed(text) if not words.unit(inner)), "")


def labels_of(grid: Grid, top: int, row: int, column: int, words: Lexicon) -> tuple[str, ...]:
    """What a header cell may be called: its own text, or with the group that it stands under.

    The head of a group that spans several columns is the label of none of them, nor is what stands over `Trong quý`
    or `Luỹ kế`, merged or not. Under a head such as `Luỹ kế` a label is never that of the period's figure.
    Found once for all forms that ask.
    """
    place = (top, row, column)
    if place not in grid.labels:
        grid.labels[place] = tuple(_labels_of(grid, *place, words))
    return grid.labels[place]


def _labels_of(grid: Grid, top: int, row: int, column: int, words: Lexicon) -> Iterator[str]:
    own = grid.text(row, column)
    if not words.header(own) or grid.is_over(row, column) or words.is_span(grid.text(row + 1, column)):
        return
    groups = [group for above in range(row - 1, top - 1, -1) if (group := _group(grid, above, column, own, words))]
    spans = [group for group in groups if words.is_span(group)]
    yield from (f"{own} {span}" for span in spans)
    if any(words.is_cumulative(span) for span in spans):
        return
    yield own
    for group in groups:
        yield f"{group}: {own}"
        yield f"{group} {own}"


def _group(grid: Grid, row: int, column: int, own: str, words: Lexicon) -> str:
    """The head over a column; of `Luỹ kế` and the like also the head to the left, where cells were not merged."""
    group = grid.spanning(row, column)
    if group or not words.is_span(own):
        return group
    return next((text for place in range(column - 1, -1, -1) if (text := grid.spanning(row, place))), "")
