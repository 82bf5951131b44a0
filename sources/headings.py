"""What a header says beside the names of its columns: units, and columns that the form does not have."""

from schemas.declarations import Catalogue
from schemas.records import Column
from schemas.text import bracketed, clean, key
from sources.grids import Grid
from sources.lexicon import Lexicon


def header_unit(grid: Grid, top: int, last: int, index: int, column: Column, words: Lexicon) -> str:
    """The unit that the header states in brackets for this column; the lowest statement counts."""
    if column.role != "measure" or column.unit is None:
        return ""
    for row in range(last, top - 1, -1):
        for inner in bracketed(grid.spanning(row, index)):
            unit = words.unit(inner)
            if unit:
                return unit
    return ""


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
