"""What the cells of a header say: which columns they name, in which units, and what the form does not have."""

from collections.abc import Iterator

from schemas.declarations import Catalogue
from schemas.records import Column, Form
from schemas.text import bracketed, clean, key
from sources.grids import Grid
from sources.lexicon import Lexicon


def header_unit(grid: Grid, top: int, last: int, index: int, column: Column, words: Lexicon) -> str:
    """The unit that the header states in brackets for this column; the lowest statement counts."""
    if column.role != "measure" or column.unit is None:
        return ""
    for row in range(last, top - 1, -1):
        text = grid.spanning(row, index)
        said = [*bracketed(text), *([text] if is_unit_row(grid, row, [index], words) else ())]
        unit = next((unit for inner in said if (unit := words.unit(inner))), "")
        if unit:
            return unit
    return ""


def is_unit_row(grid: Grid, row: int, measures: list[int], words: Lexicon) -> bool:
    """Whether a row below the labels holds nothing but units, of a measure at least: it belongs to the header."""
    cells = grid.rows[row] if row < len(grid.rows) else []
    texts = {column: text for column in range(len(cells)) if (text := grid.text(row, column).strip())}
    return not texts.keys().isdisjoint(measures) and all(words.unit(text.strip("()[]")) for text in texts.values())


def base_unit(column: Column, catalogue: Catalogue) -> str:
    """The unit that the column's values are kept in; empty where it depends on the row."""
    return catalogue.units[column.unit].base if column.unit else ""


def title_units(grid: Grid, top: int, words: Lexicon, catalogue: Catalogue) -> dict[str, str]:
    """Base unit -> the unit that a line such as `ĐVT: triệu đồng` above the table states for all columns."""
    units: dict[str, str] = {}
    for row in grid.rows[:top]:
        for cell in row:
            head, _, rest = clean(str(cell)).strip("()").partition(":")
            unit = words.unit(rest) if key(head) in words.unit_marks else ""
            if unit:
                units[catalogue.units[unit].base] = unit
    return units


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


def fits_of(names: dict[str, tuple[str, ...]], label: str, words: Lexicon) -> tuple[str, ...]:
    """The form's columns that a header may name, in any spelling of its abbreviations."""
    header = words.header(label)
    if header in names:
        return names[header]
    found = (column for spelling in words.spellings(header) for column in names.get(spelling, ()))
    return tuple(dict.fromkeys(found))


def cumulative(labels: list[str], form: Form, names: dict[str, tuple[str, ...]], words: Lexicon) -> str:
    """The flow whose figure since the beginning of the year a header names, such as `Doanh thu (luỹ kế)`."""
    for label in labels:
        bare = words.without_cumulative(label)
        fits = fits_of(names, bare, words) if bare else ()
        if len(fits) == 1 and fits[0] in words.flows[form.code]:
            return fits[0]
    return ""


def labels_of(grid: Grid, top: int, row: int, column: int, words: Lexicon) -> Iterator[str]:
    """What a header cell may be called: its own text, or with the group that it stands under.

    The head of a group that spans several columns is the label of none of them.
    """
    own = grid.text(row, column)
    if not words.header(own) or grid.is_over(row, column):
        return
    yield own
    for above in range(row - 1, top - 1, -1):
        group = grid.spanning(above, column)
        if group:
            yield f"{group}: {own}"
            yield f"{group} {own}"
